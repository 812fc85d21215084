/*
 * Turns commits into the events of one watch. It remembers the ids that the client has and, of what was touched since the last
 * event, the newest state of each record; never the events themselves. Two things fall back on reading the list anew (or its ids): a list that
 * its limit cuts off (what moves in is not known from what moved out), and a client so far behind that the list is cheaper.
 */
import type { RecordEvent, RecordQuery } from '#shared/records/record-api.ts';
import type { AnyRecord } from '#shared/schema/entity.ts';

/** Records that wait for a client at most; beyond, it gets the list anew. Bounds the memory of a burst of writes. */
const waitingRecordsMax = 2000;

export type ListDifference = {
  /** True when the touched record makes an event necessary. */
  readonly note: (touched: { readonly id: string; readonly after: AnyRecord | undefined }) => boolean;
  /** What the client may see is another now: it gets the list anew. */
  readonly startOver: () => void;
  /** The whole list, as the first event and for a client that fell behind. */
  readonly reset: () => RecordEvent;
  /** What has changed since the last event; null when it came to nothing. */
  readonly takeEvent: () => RecordEvent | null;
  /** Instead of a first reset: the client has got the records of these ids by another way. */
  readonly begin: (ids: readonly string[]) => void;
};

/** The list as it is now: whole, or its ids in order and each record. */
export type ListSource = {
  readonly records: () => readonly AnyRecord[];
  /** Of those records that `isReadable`. */
  readonly ids: () => readonly string[];
  readonly record: (id: string) => AnyRecord | undefined;
  readonly isReadable: (record: AnyRecord) => boolean;
};

export function createListDifference(query: RecordQuery, source: ListSource): ListDifference {
  const sentIds = new Set<string>();
  const waiting = new Map<string, AnyRecord | undefined>();
  let isBehind = false;

  function reset(): RecordEvent {
    isBehind = false;
    waiting.clear();
    sentIds.clear();
    const records = [...source.records()];
    for (const { id } of records) sentIds.add(id);
    return { kind: 'reset', records };
  }

  /** Records that the client has already are not read: of a long list that is nearly all of them. */
  function readDifference(): RecordEvent {
    const idsNow = source.ids();
    const upserts = idsNow
      .filter((id) => waiting.has(id) || !sentIds.has(id))
      .map((id) => waiting.get(id) ?? source.record(id))
      .filter((record) => record !== undefined);
    const listed = new Set(idsNow);
    return { kind: 'changed', upserts, removed: [...sentIds].filter((id) => !listed.has(id)) };
  }

  function waitingDifference(): RecordEvent {
    const upserts: AnyRecord[] = [];
    const removed: string[] = [];
    for (const [id, record] of waiting) {
      if (record !== undefined) upserts.push(record);
      else if (sentIds.has(id)) removed.push(id);
    }
    return { kind: 'changed', upserts, removed };
  }

  return {
    note({ id, after }) {
      const isListed = after !== undefined && matches(after, query.where) && source.isReadable(after);
      // What it was before this commit is no help: the last event may lie several commits back.
      if (!isListed && !sentIds.has(id) && !waiting.has(id)) return false;
      if (!isBehind) waiting.set(id, isListed ? after : undefined);
      if (waiting.size > waitingRecordsMax) {
        waiting.clear();
        isBehind = true;
      }
      return true;
    },
    startOver() {
      waiting.clear();
      isBehind = true;
    },
    reset,
    begin: (ids) => {
      waiting.clear(); // What was noted before is in what the client has got.
      for (const id of ids) sentIds.add(id);
    },
    takeEvent() {
      if (isBehind) return reset();
      const isCutOff = sentIds.size >= query.limit || sentIds.size + waiting.size > query.limit;
      const event = isCutOff ? readDifference() : waitingDifference();
      waiting.clear();
      if (event.kind === 'reset' || (event.upserts.length === 0 && event.removed.length === 0)) return null;
      for (const { id } of event.upserts) sentIds.add(id);
      for (const id of event.removed) sentIds.delete(id);
      return event;
    },
  };
}

/** The same question that the store's list asks of SQLite, of one record in hand. */
export function matches(record: AnyRecord, where: RecordQuery['where']): boolean {
  if (record['deletedAt'] !== null && record['deletedAt'] !== undefined) return false;
  return Object.entries(where).every(([field, wanted]) => (record[field] ?? null) === wanted);
}
