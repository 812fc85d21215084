import { functionEntity, runEntity } from '#shared/functions/function-entities.ts';
import type { FunctionRecord, RunRecord } from '#shared/functions/function-entities.ts';

import { client } from '../rpc/client.ts';
import { showProblem } from '../ui/toasts.tsx';
import { attempt, showFailure } from '../workspaces/tell-failure.ts';
import { flushDraft } from './drafts.ts';
import { fieldsToArguments } from './form-values.ts';
import { getFormFields } from './function-store.ts';
import { chooseResultTab, chooseRun } from './result-store.ts';

/** Runs the draft as it stands in the editor with what stands in the form. */
export async function runFunction(functionId: string): Promise<void> {
  // At once: whoever looks elsewhere while the draft is being saved is not fetched back when that is done.
  chooseRun(functionId, null);
  chooseResultTab('result');
  try {
    await flushDraft(functionId);
    const record = await readFunction(functionId);
    if (record === undefined) return;
    const { language, metadata } = record;
    const form = { parameters: metadata.parameters, language, fields: getFormFields(functionId) };
    const { arguments: given, problems } = fieldsToArguments(form);
    const [first] = Object.entries(problems);
    if (first !== undefined) {
      showProblem({ title: `The function was not run: ${first[0]}`, detail: first[1], remedy: '' });
      focusField(first[0]);
      return;
    }
    await client.runs.start({ functionId, arguments: mutableCopy(given) });
  } catch (error) {
    showFailure(error);
  }
}

export async function cancelRun(run: RunRecord): Promise<void> {
  await attempt(client.runs.cancel({ runId: run.id }));
}

/** Cancels what the function is running now, if anything. */
export async function cancelLatestRun(functionId: string): Promise<void> {
  for (const state of ['running', 'waiting']) {
    const found = await attempt(
      client.records.list({ entity: runEntity.name, where: { functionId, state }, limit: 1 }),
    );
    const [run] = found ?? [];
    if (run !== undefined) {
      await attempt(client.runs.cancel({ runId: run.id }));
      return;
    }
  }
}

export function fieldId(parameter: string): string {
  return `argument-${parameter}`;
}

function focusField(parameter: string): void {
  document.getElementById(fieldId(parameter))?.focus();
}

// Asked for anew: the flush may just have read another signature from the source.
async function readFunction(functionId: string): Promise<FunctionRecord | undefined> {
  const [record] = await client.records.list({ entity: functionEntity.name, where: { id: functionId }, limit: 1 });
  return record === undefined ? undefined : functionEntity.schema.parse(record);
}

type MutableJson = Parameters<typeof client.runs.start>[0]['arguments'];

// zod's type of JSON has mutable lists, ours has not; it is the same JSON, and nobody writes to it.
function mutableCopy(given: object): MutableJson {
  return given as MutableJson;
}
