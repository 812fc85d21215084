/*
 * A device pushes what was changed on it:
 *
 *     hold the tenant's row, load what is touched  →  decide (accept-changes.ts, pure)  →  write, log, remember, audit, commit
 *
 * which is two journeys to the database: it is told to commit along with the last statement.
 *
 * A push of more than is usual goes that way in parts, one after the other, each in a transaction of its own: a part holds the
 * thread, the tenant's log and, where it is embedded, the whole database, for which everybody else waits. A push that ends in
 * the middle is one whose answer was lost: its device sends it again, and what was taken is remembered.
 *
 * When the database refuses what was decided (its rules, a value that has to be the only one), all of that is taken back, and
 * the push is carried out once more with savepoints and in halves, down to the one transaction that is at fault: it alone is refused.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

import { inTurns } from '#shared/base/in-turns.ts';
import { fail, ok } from '#shared/base/result.ts';
import { acceptChanges, acceptInPieces } from '#shared/sync/accept-changes.ts';
import type { AcceptDeps, Acceptance } from '#shared/sync/accept-changes.ts';
import type { WriteQuestion } from '#shared/sync/accept-change.ts';
import { groupTransactions, packTransactions } from '#shared/sync/group-transactions.ts';
import { pushChangesMax } from '#shared/sync/sync-protocol.ts';
import type { Outcome, RejectionCode, SentChange, SentRecord } from '#shared/sync/sync-protocol.ts';

import { afterSending } from '../db/gathered-statements.ts';
import { inOrder } from '../db/in-order.ts';
import { RecordRefused } from '../db/record-refused.ts';
import { askerOf } from '../rpc/server-call.ts';
import type { ServerCall } from '../rpc/server-call.ts';
import { auditPush } from './audit-push.ts';
import { answerKey, isStorable, loadPush } from './load-push.ts';
import type { PushDeps, PushState } from './load-push.ts';
import { mayWrite, wordsOf } from './may-write.ts';
import type { WriteRights } from './may-write.ts';
import { findShown } from './shown-records.ts';
import type { Asked } from './shown-records.ts';
import type { SyncDeps } from './sync-deps.ts';
import { findHead, holdHead } from './tenant-log.ts';
import type { Head } from './tenant-log.ts';
import { isWrittenAtOnce, writePush } from './write-push.ts';

/** Changes of a part of a push that is larger than usual: decided and written in some milliseconds. */
const partChangesMax = 100;

/** A device has few ids: a new one after each restored back-up. */
const deviceIdsMax = 100;

type Transactions = readonly (readonly SentChange[])[];

type PushInput = {
  readonly changes: readonly SentChange[];
  readonly after: { readonly [deviceId: string]: number };
  readonly fence: string;
};

export async function pushChanges(deps: PushDeps, call: ServerCall, { changes: sent, after, fence }: PushInput) {
  const wrong = findWrongOrder(sent);
  if (wrong !== undefined || sent.length === 0) await call.step(async () => await Promise.resolve()); // Who is not let in hears that.
  if (wrong !== undefined) return fail({ kind: 'record-invalid' as const, entity: 'change', problems: wrong });
  const isUsual = sent.length <= pushChangesMax;
  const parts = packTransactions(groupTransactions(sent), isUsual ? pushChangesMax : partChangesMax);
  const outcomes = await inTurn(parts, async (part) => {
    const push = { all: part.map((group) => group.map((change) => storable(change))), after, fence };
    try {
      return await call.step(async (within) => await pushWhole(deps, within, push));
    } catch (error) {
      if (!(error instanceof RecordRefused)) throw error;
      return await call.step(async (within) => await pushInHalves(deps, within, push));
    }
  });
  return ok({ outcomes, serverMs: call.nowMs });
}

/** One part after the other, and nothing after one that was not carried out to its end. */
async function inTurn(
  parts: readonly Transactions[],
  carryOut: (part: Transactions) => Promise<readonly Outcome[]>,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const part of parts) {
    const last = outcomes.at(-1);
    const isStopped = last?.kind === 'skew' || last?.kind === 'gap';
    // oxlint-disable-next-line no-await-in-loop -- What comes later stands on it.
    outcomes.push(...(isStopped ? part.flat().map(() => last) : await carryOut(part)));
  }
  return outcomes;
}

type Part = Omit<PushInput, 'changes'> & { readonly all: Transactions };

/** Throws `RecordRefused` where the database refuses any of it; then nothing of it is there. */
async function pushWhole(deps: PushDeps, call: ServerCall, { all, after, fence }: Part): Promise<readonly Outcome[]> {
  const changes = all.flat();
  const { head, state } = await holdAndLoad(deps, call, changes);
  const rights = rightsOf(deps, call, changes, state);
  const accepting = acceptDeps(deps, call, { state, rights, refusal: undefined });
  const accepted = await inTurns(nextTurn, acceptInPieces(accepting, { changes, after, fence }));
  // Before it is written: nothing can be asked afterwards.
  const outcomes = await withoutHidden(deps, call, state, accepted.outcomes);
  const written = writeDown(deps, call, head, { accepted, after });
  await (isWrittenAtOnce(accepted) ? call.sql.finish(written) : inOrder(written));
  return outcomes;
}

/** What was decided, and that it was: in this order. */
function writeDown(deps: PushDeps, call: ServerCall, head: Head, decided: Decided) {
  const { accepted } = decided;
  return [writePush(deps, call, head, decided), afterSending(async () => await auditPush(call, accepted))] as const;
}

type Decided = { readonly accepted: Acceptance; readonly after: PushInput['after'] };

async function pushInHalves(
  deps: PushDeps,
  call: ServerCall,
  { all, after, fence }: Part,
): Promise<readonly Outcome[]> {
  const changes = all.flat();
  const held = await holdAndLoad(deps, call, changes);
  const { state } = held;
  let { head } = held;
  const rights = rightsOf(deps, call, changes, state);

  async function carryOut(groups: Transactions, refusal?: RejectionCode): Promise<readonly Outcome[]> {
    const accepted = acceptChanges(acceptDeps(deps, call, { state, rights, refusal }), {
      changes: groups.flat(),
      after,
      fence,
    });
    try {
      [head] = await inSavepoint(call, async () => await inOrder(writeDown(deps, call, head, { accepted, after })));
    } catch (error) {
      if (!(error instanceof RecordRefused) || refusal !== undefined) throw error;
      if (groups.length === 1) return await carryOut(groups, codeOf(error));
      const half = Math.ceil(groups.length / 2);
      return await inTurn([groups.slice(0, half), groups.slice(half)], carryOut);
    }
    await call.sql.query('RELEASE SAVEPOINT push');
    noteWritten(state, accepted);
    return accepted.outcomes;
  }

  return await withoutHidden(deps, call, state, await carryOut(all));
}

/** The lock goes out first, so that everything is read after it has been given. */
async function holdAndLoad(
  deps: PushDeps,
  call: ServerCall,
  changes: readonly SentChange[],
): Promise<{ readonly head: Head; readonly state: PushState }> {
  const { tenantId } = askerOf(call);
  const [head, state] = await inOrder([findHead(call.sql, tenantId, { isHeld: true }), loadPush(deps, call, changes)]);
  if (head !== undefined) return { head, state };
  // Nobody has written to the tenant before, and nothing was held while this was read.
  return { head: await holdHead(call.sql, tenantId, deps.newId), state: await loadPush(deps, call, changes) };
}

/** What was refused comes back as the server has it; but nobody learns in that way what is hidden from them. */
async function withoutHidden(
  deps: PushDeps,
  call: ServerCall,
  { positions }: PushState,
  outcomes: readonly Outcome[],
): Promise<Outcome[]> {
  const told = outcomes.flatMap((outcome) =>
    outcome.kind === 'rejected' && outcome.record !== null ? [outcome.record] : [],
  );
  const isShown = await findShown(deps, call, positions, told.map(askedOf));
  return outcomes.map((outcome) =>
    outcome.kind === 'rejected' && outcome.record !== null && !isShown(askedOf(outcome.record))
      ? { ...outcome, record: null }
      : outcome,
  );
}

function askedOf({ entity, id, values }: SentRecord): Asked {
  return { entity, id, projectId: values['projectId'], fields: { ...values, id } };
}

/** Why the push is not read at all: who sends such has another protocol. */
function findWrongOrder(changes: readonly SentChange[]): string[] | undefined {
  const last = new Map<string, number>();
  for (const { deviceId, number } of changes) {
    if (number <= (last.get(deviceId) ?? 0)) return [`change ${String(number)} does not come after the one before it`];
    last.set(deviceId, number);
  }
  return last.size > deviceIdsMax ? [`there are changes of more than ${String(deviceIdsMax)} devices`] : undefined;
}

/** Names that a program has given, and that nobody reads: what cannot be stored of them is dropped, and nothing is refused for it. */
function storable(change: SentChange): SentChange {
  const { undoGroup, sessionId } = change;
  if (isStorable(undoGroup) && (sessionId === null || isStorable(sessionId))) return change;
  return {
    ...change,
    undoGroup: isStorable(undoGroup) ? undoGroup : 'unreadable',
    sessionId: sessionId !== null && isStorable(sessionId) ? sessionId : null,
  };
}

function rightsOf(
  { schema, entityByName }: SyncDeps,
  call: ServerCall,
  changes: readonly SentChange[],
  { records, positions }: PushState,
): WriteRights {
  const comments = changes.filter(({ entity }) => entity === 'comment');
  const said = new Set(comments.filter(({ before }) => before === null).map((change) => wordsOf(change, change.patch)));
  const deleted = comments.flatMap((change) => {
    const comment = records.get(change.entity, change.recordId);
    return comment === undefined || typeof change.patch['deletedAt'] !== 'number'
      ? []
      : [wordsOf(change, comment.record)];
  });
  return {
    schema,
    entityByName,
    asker: askerOf(call),
    positions,
    movedWords: new Set(deleted.filter((words) => said.has(words))),
  };
}

function acceptDeps(
  { entityByName, schemaVersion }: SyncDeps,
  call: ServerCall,
  {
    state,
    rights,
    refusal,
  }: { readonly state: PushState; readonly rights: WriteRights; readonly refusal: RejectionCode | undefined },
): AcceptDeps {
  const { tenantId, userId } = askerOf(call);
  return {
    entityByName,
    schemaVersion,
    tenantId,
    actorId: userId,
    nowMs: call.nowMs,
    findRecord: ({ name }, id) => state.records.get(name, id),
    findDevice: (deviceId) => state.devices.get(deviceId),
    findAnswer: (deviceId, number) => state.answers.get(answerKey(deviceId, number)),
    mayWrite: (question: WriteQuestion) => refusal ?? mayWrite(rights, question),
  };
}

/** Its name is used again in each half: a savepoint hides the one of the same name before it. */
async function inSavepoint<T>({ sql }: ServerCall, work: () => Promise<T>): Promise<T> {
  try {
    const [, value] = await inOrder([sql.query('SAVEPOINT push'), work()]);
    return value;
  } catch (error) {
    await sql.query('ROLLBACK TO SAVEPOINT push');
    await sql.query('RELEASE SAVEPOINT push');
    throw error;
  }
}

function codeOf({ reason }: RecordRefused): RejectionCode {
  if (reason.kind === 'invalid') return 'record-invalid';
  // An id that is taken is a record that this person may not see.
  return reason.kind === 'taken' && !reason.fields.includes('id') ? 'value-taken' : 'not-permitted';
}

/** What comes later in the push stands on it. */
function noteWritten({ records, devices }: PushState, accepted: Acceptance): void {
  for (const { entity, stored } of accepted.records) records.set(entity.name, stored.record.id, stored);
  for (const [deviceId, device] of accepted.devices) devices.set(deviceId, device);
}
