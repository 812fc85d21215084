/*
 * What a device does with the answer to a push. Everything that comes out is written in one transaction: the records, the
 * lists of what was refused or superseded, how far it has pushed, and the clock. The cursor is not touched: what the server
 * has is pulled, not concluded from what was pushed.
 *
 *     applied      nothing but the number
 *     superseded   the later edit is merged, and the person may bring theirs back
 *     rejected     the record is as the server has it, with the edits that are still waiting played on it again
 *     skew, gap    the device greets, and goes on from there: with new stamps (restamp-changes.ts), from another number
 */
import { mergeVersions, storedToVersion, versionToStored } from '../changes/merge.ts';
import type { Version } from '../changes/merge.ts';
import { receiveStamp } from '../changes/stamp.ts';
import type { Stamp } from '../changes/stamp.ts';
import type { AnyEntity } from '../schema/entity.ts';
import type { StoredRecord } from '../schema/row-codec.ts';
import type { ScopePart } from './find-reach-changes.ts';
import { mergeChange } from './merge-change.ts';
import { parseValue } from './parse-value.ts';
import { playAgain } from './play-again.ts';
import { latestStamp, sentToStored } from './sent-record.ts';
import type { Outcome, SentChange } from './sync-protocol.ts';
import { scopeOfRecord } from './synced-entities.ts';

export type SettleDeps = {
  readonly entityByName: ReadonlyMap<string, AnyEntity>;
  readonly findStored: (entity: AnyEntity, id: string) => StoredRecord | undefined;
  /** The record's changes that were not in this push and are not answered, of whichever of this device's ids, by their stamps. */
  readonly listWaiting: (entity: AnyEntity, id: string) => readonly SentChange[];
};

type Superseded = Extract<Outcome, { kind: 'superseded' }>;
type Rejected = Extract<Outcome, { kind: 'rejected' }>;

export type Settlement = {
  /** Device id → the number of its last change that is answered. */
  readonly pushed: ReadonlyMap<string, number>;
  /** To be stored as they are now; `stored` undefined: to be erased, for the server has none that the person may see. */
  readonly records: readonly {
    readonly entity: AnyEntity;
    readonly id: string;
    readonly stored: StoredRecord | undefined;
  }[];
  readonly superseded: readonly { readonly change: SentChange; readonly fields: Superseded['fields'] }[];
  readonly rejected: readonly {
    readonly change: SentChange;
    readonly code: Rejected['code'];
    readonly problems: readonly string[];
  }[];
  /**
   * Parts that are fetched anew: one had a record that the person could not see at that moment, and so was erased. If they may
   * see it again before they hear that they could not, nothing else would bring it back.
   */
  readonly toFetch: readonly ScopePart[];
  /** Waiting changes that say the same in other words: to be stored in the place of those with their numbers. */
  readonly rewritten: readonly SentChange[];
  /** To be received by the clock, and by what is kept as the last settled stamp. */
  readonly stamp: Stamp | null;
  readonly next: 'go-on' | 'greet';
};

/** `outcomes` are those of `batch`, one for each. */
export function settleOutcomes(
  deps: SettleDeps,
  batch: readonly SentChange[],
  outcomes: readonly Outcome[],
): Settlement {
  const answered = batch.flatMap((change, index) => {
    const outcome = outcomes[index];
    return outcome === undefined ? [] : [{ change, outcome }];
  });
  const settled = answered.filter(isSettled);
  const answersByRecord = Map.groupBy(answered, ({ change: { entity, recordId } }) => `${entity} ${recordId}`);
  const settledRecords = [...answersByRecord.values()].flatMap((answers) => settleRecord(deps, answers));
  return {
    pushed: new Map(settled.map(({ change }) => [change.deviceId, change.number])),
    records: settledRecords.map(({ entity, id, stored }) => ({ entity, id, stored })),
    superseded: settled.flatMap(({ change, outcome }) =>
      outcome.kind === 'superseded' ? [{ change, fields: outcome.fields }] : [],
    ),
    rejected: settled.flatMap(({ change, outcome }) =>
      outcome.kind === 'rejected' ? [{ change, code: outcome.code, problems: outcome.problems }] : [],
    ),
    toFetch: settledRecords.flatMap(({ hidden }) => hidden),
    rewritten: settledRecords.flatMap(({ rewritten }) => rewritten),
    stamp: settled.flatMap(({ change, outcome }) => stampsOf(change, outcome)).reduce<Stamp | null>(receiveStamp, null),
    next: answered.every(isSettled) ? 'go-on' : 'greet',
  };
}

type Answered = { readonly change: SentChange; readonly outcome: Outcome };
type SettledRecord = Settlement['records'][number] & {
  readonly rewritten: readonly SentChange[];
  readonly hidden: readonly ScopePart[];
};

function isSettled({ outcome: { kind } }: Answered): boolean {
  return kind !== 'skew' && kind !== 'gap';
}

/** `answers`: those to the record's changes, all of one record. */
function settleRecord(deps: SettleDeps, answers: readonly Answered[]): SettledRecord[] {
  const first = answers[0]?.change;
  const entity = deps.entityByName.get(first?.entity ?? '');
  if (first === undefined || entity === undefined) return [];
  const id = first.recordId;
  const refused = answers.flatMap(({ outcome }) => (outcome.kind === 'rejected' ? [outcome] : [])).at(-1);
  const winners = answers.flatMap(({ outcome }) => (outcome.kind === 'superseded' ? [outcome] : []));
  if (refused !== undefined) {
    const { stored, rewritten } = takeBack(deps, entity, answers, refused);
    const here = stored === undefined && !isOwnMaking(answers) ? deps.findStored(entity, id) : undefined;
    const hidden = here === undefined ? [] : [{ scope: scopeOfRecord(entity, here.record), entity: entity.name }];
    return [{ entity, id, stored: stored && mergeWinners(entity, stored, winners), rewritten, hidden }];
  }
  const stored = winners.length === 0 ? undefined : deps.findStored(entity, id);
  // Nothing to do, or purged meanwhile.
  return stored === undefined
    ? []
    : [{ entity, id, stored: mergeWinners(entity, stored, winners), rewritten: [], hidden: [] }];
}

function isOwnMaking(answers: readonly Answered[]): boolean {
  return answers.some(({ change, outcome }) => change.before === null && outcome.kind === 'rejected');
}

/** The server's record, on it what the server took (that record may be from before), and on that what it has not decided about. */
function takeBack(
  deps: SettleDeps,
  entity: AnyEntity,
  answers: readonly Answered[],
  refused: Rejected,
): ReturnType<typeof playAgain> {
  const taken = answers.filter((one) => isSettled(one) && one.outcome.kind !== 'rejected').map(({ change }) => change);
  const undecided = answers.filter((one) => !isSettled(one)).map(({ change }) => change);
  const id = answers[0]?.change.recordId ?? '';
  const base = taken.reduce(
    (record, change) => mergeChange(entity, record, change) ?? record,
    readRecord(entity, refused),
  );
  return playAgain(entity, base, [...undecided, ...deps.listWaiting(entity, id)], lostTexts(entity, answers));
}

function readRecord(entity: AnyEntity, { record }: Rejected): StoredRecord | undefined {
  if (record === null) return undefined;
  const read = sentToStored(entity, record);
  return read.ok ? read.value : undefined;
}

function lostTexts(entity: AnyEntity, answers: readonly Answered[]): ReadonlySet<string> {
  return new Set(
    answers
      .filter(({ outcome }) => outcome.kind === 'rejected')
      .flatMap(({ change }) => Object.keys(change.patch))
      .filter((name) => entity.fields[name]?.kind === 'merged-text'),
  );
}

function mergeWinners(entity: AnyEntity, stored: StoredRecord, winners: readonly Superseded[]): StoredRecord {
  return winners.reduce((record, { fields }) => {
    const version: { [field: string]: Version[string] } = {};
    for (const [name, { value, stamp }] of Object.entries(fields)) {
      const field = entity.fields[name];
      const parsed = field === undefined ? undefined : parseValue(name, field, value);
      if (parsed?.ok === true) version[name] = { value: parsed.value, stamp };
    }
    return versionToStored(entity, record.record.id, mergeVersions(entity, storedToVersion(entity, record), version));
  }, stored);
}

function stampsOf(change: SentChange, outcome: Outcome): readonly Stamp[] {
  switch (outcome.kind) {
    case 'applied':
      return [change.stamp];
    case 'superseded':
      return [change.stamp, ...Object.values(outcome.fields).map(({ stamp }) => stamp)];
    case 'rejected': {
      const latest = outcome.record === null ? null : latestStamp(outcome.record);
      return latest === null ? [] : [latest];
    }
    case 'skew':
    case 'gap':
      return [];
  }
}
