import type { AnyRecord } from '#shared/schema/entity.ts';

export type Touched = {
  readonly entity: string;
  readonly id: string;
  /** Undefined where there was or is none, or only a deleted one. */
  readonly before: AnyRecord | undefined;
  readonly after: AnyRecord | undefined;
};

export type TouchedRecords = {
  readonly touch: (entity: string, id: string, before: AnyRecord | undefined, after: AnyRecord | undefined) => void;
  /** Every record that was written so far, once, from how it was to how it is. */
  readonly list: () => readonly Touched[];
};

/** What a transaction has touched, as live queries are told of it. */
export function createTouchedRecords(): TouchedRecords {
  const touched = new Map<string, Touched>();
  return {
    touch: (entity, id, before, after) => {
      const key = `${entity} ${id}`;
      const earlier = touched.get(key);
      const first = earlier === undefined ? liveRecord(before) : earlier.before;
      touched.set(key, { entity, id, before: first, after: liveRecord(after) });
    },
    list: () => [...touched.values()].filter(({ before, after }) => before !== undefined || after !== undefined),
  };
}

/** The record, unless it is deleted. */
export function liveRecord(record: AnyRecord | undefined): AnyRecord | undefined {
  return record?.['deletedAt'] === null ? record : undefined;
}
