import { foldName } from '../fold-name.ts';
import { pairKey } from '../matrix-keys.ts';
import type { ImportProblem, ImportRecord, Place } from './import-record.ts';

/** What names a record within a file that knows no ids. */
export function objectKey(name: string): string {
  return `object ${foldName(name)}`;
}

export function roleKey(name: string): string {
  return `role ${foldName(name)}`;
}

/** Gathers the records of a file: what is said twice must be the same, and is one record. */
export type RecordGatherer = {
  readonly add: (record: ImportRecord) => void;
  /** The relationships of a pair of objects, whichever way round. */
  readonly relationshipsOf: (oneKey: string, otherKey: string) => readonly ImportRecord[];
  /** An object that is only named: there is one of this name, or there will be. Returns its key. */
  readonly mention: (name: string, place: Place | null) => string;
  readonly has: (key: string) => boolean;
  readonly problems: ImportProblem[];
  readonly records: () => readonly ImportRecord[];
};

export function createGatherer(): RecordGatherer {
  const byKey = new Map<string, ImportRecord>();
  const keysByPair = new Map<string, string[]>();
  const problems: ImportProblem[] = [];

  function add(record: ImportRecord): void {
    const before = byKey.get(record.key);
    if (before === undefined) {
      byKey.set(record.key, record);
      if (record.entity === 'relationship') {
        const pair = pairOfRelationship(record);
        keysByPair.set(pair, [...(keysByPair.get(pair) ?? []), record.key]);
      }
      return;
    }
    const clash = Object.entries(record.fields).find(
      ([field, value]) => field !== 'name' && field in before.fields && !isEqual(before.fields[field], value),
    );
    if (clash !== undefined) problems.push(contradiction(before, record, clash[0]));
    byKey.set(record.key, {
      ...before,
      fields: { ...record.fields, ...before.fields },
      place: before.place ?? record.place,
    });
  }

  return {
    add,
    mention(name, place) {
      const key = objectKey(name);
      if (!byKey.has(key)) byKey.set(key, { entity: 'object', key, place, fields: { name: name.trim() } });
      return key;
    },
    has: (key) => byKey.has(key),
    relationshipsOf(oneKey, otherKey) {
      const keys = keysByPair.get(pairKey(oneKey, otherKey)) ?? [];
      return keys.flatMap((key) => byKey.get(key) ?? []);
    },
    problems,
    records: () => [...byKey.values()],
  };
}

function pairOfRelationship({ fields }: ImportRecord): string {
  return pairKey(String(fields['sourceObjectId']), String(fields['targetObjectId']));
}

function contradiction(before: ImportRecord, record: ImportRecord, field: string): ImportProblem {
  const where = before.place === null ? 'earlier in the file' : `in row ${String(before.place.row)}`;
  const [one, other] = [showValue(before.fields[field]), showValue(record.fields[field])];
  const sentence = `This contradicts what is said ${where}: ${fieldTitle(field)} is ${other} here and ${one} there. Decide on one and try again.`;
  return { place: record.place, sentence, isFatal: true };
}

export function isEqual(left: unknown, right: unknown): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}

/** A field's value as a person reads it. */
export function showValue(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'empty';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}

/** `sourceEnd` as "source end". */
export function fieldTitle(field: string): string {
  return field.replaceAll(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);
}
