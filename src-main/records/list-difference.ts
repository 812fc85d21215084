/*
 * Turns commits into the events of one watch. It remembers the ids that the client has and, of what was touched since the last
 * event, the newest state of each record; never the events themselves. Two things fall back on reading the list anew: a list that
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

export function createListDifference(
  query: RecordQuery,
  readList: () => readonly AnyRecord[],
  isReadable: (record: AnyRecord) => boolean = () => true,
): ListDifference {
  const sentIds = new Set<string>();
  const waiting = new Map<string, AnyRecord | undefined>();
  let isBehind = false;

  function reset(): RecordEvent {
    isBehind = false;
    waiting.clear();
    sentIds.clear();
    const records = [...readList()];
    for (const { id } of records) sentIds.add(id);
    return { kind: 'reset', records };
  }

  function readDifference(): RecordEvent {
    const records = readList();
    const idsNow = new Set(records.map((record) => record.id));
    const upserts = records.filter((record) => waiting.has(record.id) || !sentIds.has(record.id));
    const removed = [...sentIds].filter((id) => !idsNow.has(id));
    return { kind: 'changed', upserts, removed };
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
      const isListed = after !== undefined && matches(after, query.where) && isReadable(after);
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
