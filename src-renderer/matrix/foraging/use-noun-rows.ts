import { useDeferredValue, useMemo } from 'react';

import { knownNouns } from '#shared/matrix/foraging/noun-states.ts';
import type { NounState } from '#shared/matrix/foraging/noun-states.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import type { Foraging } from './forager.ts';
import { useForagingStore } from './foraging-store.ts';
import { countStates, filterNounRows, listNounRows, sortNounRows } from '#shared/matrix/foraging/noun-rows.ts';
import type { ForagedText, NounRow, StateCounts } from '#shared/matrix/foraging/noun-rows.ts';
import { listTexts } from './use-foraging.ts';

export type NounRows = {
  /** Those that fit the filter, sorted. */
  readonly rows: readonly NounRow[];
  /** Over all nouns. */
  readonly counts: StateCounts;
  readonly active: NounRow | undefined;
  readonly stateOf: (key: string) => NounState;
  /** What the rows were made of: a moment older than what was read last, where a lot is read. */
  readonly byTextId: ReadonlyMap<string, ForagedText>;
};

/** The nouns of all texts as the list shows them. */
export function useNounRows(model: ProjectModel, foraging: Foraging): NounRows {
  const { filter, sort, activeKey } = useForagingStore();
  const known = knownNouns(model);
  const byTextId = useDeferredValue(foraging.byTextId);
  const all = useMemo(
    () =>
      listNounRows(
        listTexts(model).map(({ id }) => id),
        byTextId,
        known,
      ),
    // The order of the texts changes only with their records.
    // oxlint-disable-next-line react/exhaustive-deps
    [model.tables.sourceText, byTextId, known],
  );
  const rows = useMemo(() => sortNounRows(filterNounRows(all, filter), sort), [all, filter, sort]);
  const counts = useMemo(() => countStates(all), [all]);
  const stateOf = useMemo(
    () =>
      (key: string): NounState =>
        known.get(key)?.state ?? 'candidate',
    [known],
  );
  return { rows, counts, active: all.find(({ key }) => key === activeKey), stateOf, byTextId };
}
