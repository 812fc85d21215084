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
import type { ProjectHead } from '#shared/matrix/exchange/project-file.ts';
import type { ModelEntityName } from '#shared/matrix/model-entities.ts';
import { emptyTables } from '#shared/matrix/project-model.ts';
import type { ModelTables } from '#shared/matrix/project-model.ts';
import { usualProjectSettings } from '#shared/matrix/project-settings.ts';
import type { AnyRecord } from '#shared/schema/entity.ts';

import type { Answer, Planned, Question, WantedPlan } from './exchange-messages.ts';
import { reportOf } from './import-report.ts';
import { ExportRefused, makeExport } from './make-export.ts';
import { packEdits } from './packed-edits.ts';
import { readImportFile } from './read-import-file.ts';

const port = parentPort;
assert(port !== null, 'exchange-thread.ts runs in a thread');

/** Of the project that a file is to come into. */
const tables = new Map<ModelEntityName, Map<string, AnyRecord>>();
let steps: AsyncGenerator<number, number, void> | undefined; // Of the export that was begun.

port.on('message', (question: Question) => {
  void answer(question);
});

async function answer(question: Question): Promise<void> {
  try {
    if (question.kind === 'records') {
      const table = tables.get(question.entity) ?? new Map<string, AnyRecord>();
      tables.set(question.entity, table);
      for (const record of question.records) table.set(record.id, record);
      return post({ kind: 'taken' });
    }
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

async function plan({ bytes, fileName, isNew, ...context }: WantedPlan): Promise<Planned> {
  // A copy of its own: what reads text takes no shared memory.
  const source = await readImportFile(new Uint8Array(bytes).slice(), context.userId);
  const newId = () => createId(instantOf(Date.now()), (array) => webcrypto.getRandomValues(array));
  // Each table was filled with records of its own entity.
  const known = { ...emptyTables, ...Object.fromEntries(tables) } as ModelTables;
  const planned = planImport(source, { ...context, tables: known, newId });
  const head = isNew ? (source.project ?? headOfFile(fileName)) : null;
  const report = reportOf({ kind: source.kind, plan: planned, fileName, newProjectName: head?.name ?? null });
  return { report, head, edits: packEdits(planned.edits) };
}

/** A file that is no project of its own makes one of its name. */
function headOfFile(fileName: string): ProjectHead {
  const name = fileName
    .replace(/\.[^.]*$/u, '')
    .trim()
    .slice(0, 255);
  return {
    name: name === '' ? 'Imported' : name,
    description: '',
    status: 'active',
    settings: usualProjectSettings,
  };
}

function post(message: Answer): void {
  const packs = message.kind === 'planned' ? message.planned.edits.packs.map(({ buffer }) => buffer) : [];
  port?.postMessage(message, packs);
}
