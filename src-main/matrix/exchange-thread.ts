/*
 * What runs in an exchange thread (start-thread.ts): files that somebody brings are read and planned here, and files of projects
 * are made, since both can take long, and a broken file can take for ever. An export tells how far it is between its steps.
 */
import { webcrypto } from 'node:crypto';
import { parentPort } from 'node:worker_threads';

import { assert } from '#shared/base/assert.ts';
import { createId } from '#shared/base/id.ts';
import { instantOf } from '#shared/base/instant.ts';
import { planImport } from '#shared/matrix/exchange/import-plan.ts';

import type { Answer, Planned, Question, WantedPlan } from './exchange-messages.ts';
import { ExportRefused, makeExport } from './make-export.ts';
import { readImportFile } from './read-import-file.ts';

const port = parentPort;
assert(port !== null, 'exchange-thread.ts runs in a thread');

let steps: AsyncGenerator<number, number, void> | undefined; // Of the export that was begun.

port.on('message', (question: Question) => {
  void answer(question);
});

async function answer(question: Question): Promise<void> {
  try {
    if (question.kind === 'plan') return post({ kind: 'planned', planned: await plan(question.wanted) });
    if (question.kind === 'export') steps = makeExport(question.wanted);
    assert(steps !== undefined, 'an export was begun');
    const step = await steps.next();
    if (step.done === true) steps = undefined;
    return post(
      step.done === true ? { kind: 'exported', sizeBytes: step.value } : { kind: 'progress', percent: step.value },
    );
  } catch (error) {
    if (error instanceof ExportRefused) return post({ kind: 'refused', sentence: error.message });
    return post({ kind: 'thrown', message: error instanceof Error ? error.message : String(error) });
  }
}

async function plan({ bytes, ...context }: WantedPlan): Promise<Planned> {
  const source = await readImportFile(bytes, context.userId);
  const newId = () => createId(instantOf(Date.now()), (array) => webcrypto.getRandomValues(array));
  return { kind: source.kind, project: source.project, plan: planImport(source, { ...context, newId }) };
}

function post(message: Answer): void {
  port?.postMessage(message);
}
