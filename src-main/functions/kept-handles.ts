import { languages } from '#shared/calls/language.ts';
import { runEntity } from '#shared/functions/function-entities.ts';
import type { RunRecord } from '#shared/functions/function-entities.ts';
import type { KeptHandle } from '#shared/functions/outcome.ts';
import type { Value } from '#shared/values/value.ts';

import { handlesIn } from '../runner/kept-values.ts';
import type { Runner } from '../runner/runner.ts';
import type { Commit, Store } from '../store/store.ts';

/** The kept values in a result, each once. */
export function keptHandlesOf(value: Value): readonly KeptHandle[] {
  const byId = new Map<string, KeptHandle>();
  for (const { id, language: name, description } of handlesIn(value)) {
    const language = languages.find((one) => one === name);
    if (language !== undefined) byId.set(id, { id, language, description });
  }
  return [...byId.values()];
}

/** Lets go of what runs kept when they are deleted or their results are. Lasts as long as the store. */
export function freeHandlesOfGoneRuns(store: Pick<Store, 'onCommit'>, runner: Pick<Runner, 'free'>): void {
  store.onCommit((commit) => {
    const ids = handlesGone(commit);
    if (ids.length > 0) runner.free(ids);
  });
}

function handlesGone({ touched }: Commit): readonly string[] {
  return touched.flatMap(({ entity, before, after }) => {
    if (entity !== runEntity.name || before === undefined) return [];
    const still = new Set(handleIdsOf(after));
    return handleIdsOf(before).filter((id) => !still.has(id));
  });
}

function handleIdsOf(record: object | undefined): readonly string[] {
  // It is a run's, as its entity says.
  const handles = (record as RunRecord | undefined)?.outcome?.handles ?? [];
  return handles.map(({ id }) => id);
}

/** Runs that are looked through for kept values: who kept one long ago finds the run, and makes the value again. */
const runsLookedThrough = 200;

export type OfferedHandle = { handle: KeptHandle; runId: string; runNumber: number; functionName: string };

/** The kept values of a language that are still there, the newest first. */
export function listLivingHandles(
  { store, runner }: { readonly store: Pick<Store, 'list'>; readonly runner: Pick<Runner, 'keeps'> },
  language: KeptHandle['language'],
): OfferedHandle[] {
  const runs = store.list(runEntity, {
    where: { language },
    order: [{ field: 'createdAt', direction: 'down' }],
    limit: runsLookedThrough,
  });
  return runs.flatMap(({ id: runId, runNumber, functionName, outcome }) =>
    (outcome?.handles ?? [])
      .filter(({ id }) => runner.keeps(id))
      .map((handle) => ({ handle, runId, runNumber, functionName })),
  );
}
