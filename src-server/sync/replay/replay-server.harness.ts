/*
 * The real server for a simulated world: its handlers, rights and row-level security on a real database, PGlite or PostgreSQL, led
 * through what a seed says. What devices do is the simulator's; what they are answered is not.
 */
import { randomBytes } from 'node:crypto';

import { createId } from '#shared/base/id.ts';
import { instantOf } from '#shared/base/instant.ts';
import type { Answer, Question, ServerView, ServerWrite, SimServer } from '#shared/sync/simulator/sim-door.harness.ts';
import { SimCrash, SimFault } from '#shared/sync/simulator/sim-disk.harness.ts';
import { entitiesOf, ownerId, schemaVersions, tenantId, userIds } from '#shared/sync/simulator/sim-world.harness.ts';
import type { Mutant } from '#shared/sync/simulator/sim-world.harness.ts';
import type { ReachedScope } from '#shared/sync/sync-protocol.ts';
import { startMs } from '#shared/sync/sync-world.harness.ts';
import type { Permission } from '#shared/rpc/permission-rules.ts';

import { openDatabase } from '../../db/open-database.ts';
import { prepareDatabase } from '../../db/prepare-database.ts';
import { applyRowSecurity } from '../../db/apply-row-security.ts';
import { createSealer } from '../../db/sealer.ts';
import type { ServerDatabase } from '../../db/server-database.ts';
import { createServerRecords } from '../../db/server-records.ts';
import type { ServerRecords } from '../../db/server-records.ts';
import { createStampClock } from '../../db/stamp-clock.ts';
import { serverSchema } from '../../server-schema.ts';
import { serverVersion } from '../../server-version.ts';
import { createRecordLog } from '../log-records.ts';
import { crashing } from './crashing-database.harness.ts';
import { askAsMutant } from './replay-mutants.harness.ts';
import { openSyncDoor } from './replay-door.harness.ts';
import { addReplayPeople } from './replay-people.harness.ts';
import { makeReplayTables, replaySchema } from './replay-schema.harness.ts';
import {
  empty,
  forget,
  keepTables,
  makeCopyTables,
  putTablesBack,
  readAnswers,
  readHead,
  readLog,
  readRecords,
  setRight,
} from './replay-tables.harness.ts';

export type ReplayServer = {
  /** One to which nothing has happened; the one before is over. */
  readonly begin: (mutant?: Mutant) => Promise<SimServer>;
  readonly close: () => Promise<void>;
};

/** What is older is forgotten when the simulated server forgets: its worlds last for weeks, and not for months. */
const forgottenAfterMs = 86_400_000;

/** `address`: `memory://` for a PGlite, or of an empty database of PostgreSQL. */
export async function openReplayServer(address: string): Promise<ReplayServer> {
  const real = await openDatabase(address, { connectionsMax: 3 });
  let nowMs = startMs;
  await prepareDatabase(real, serverSchema);
  await real.asOwner(makeReplayTables);
  await applyRowSecurity(real, { ...replaySchema, version: serverVersion.schemaVersion });
  await real.asOwner(makeCopyTables);
  // The worlds have versions of their own, and none of their servers is behind its database.
  await real.asOwner(async ({ run }) => await run('DELETE FROM server_migrations'));
  const tokens = await addReplayPeople(real, recordsOf(() => startMs).unlogged);
  return {
    begin: async (mutant) => {
      await real.asOwner(empty);
      nowMs = startMs;
      // Its stamps begin anew too: they are from the future of the world before.
      const parts = recordsOf(() => nowMs);
      return worldServer({ real, tokens, ...parts, setNow: (ms) => void (nowMs = ms), nowMs: () => nowMs }, mutant);
    },
    close: async () => await real.close(),
  };
}

function recordsOf(nowMs: () => number) {
  let given = 0;
  // Never the same in a world, and the same in the next one of its seed: the server's stamps are made of it too.
  const random = (bytes: Uint8Array<ArrayBuffer>) => {
    const last = bytes.length - 1;
    given += 1;
    return bytes.fill(0).map((_, index) => Math.floor(given / 256 ** (last - index)) % 256);
  };
  const clock = { nowMs: () => instantOf(nowMs()) };
  const newId = (): string => createId(clock.nowMs(), random);
  const sealer = createSealer([{ id: 'replay', key: randomBytes(32) }]);
  const shared = { sealer, newId, nextStamp: createStampClock(clock, random) };
  return {
    sealer,
    newId,
    records: createServerRecords({ ...shared, log: createRecordLog({ newId, schemaVersion: schemaVersions[1] }) }),
    unlogged: createServerRecords({ ...shared, log: async (_sql, _entity, { write }) => (await write()).result }),
  };
}

type Parts = ReturnType<typeof recordsOf> & {
  readonly real: ServerDatabase;
  readonly tokens: ReadonlyMap<string, string>;
  readonly setNow: (ms: number) => void;
  readonly nowMs: () => number;
};

function worldServer(parts: Parts, mutant: Mutant | undefined): SimServer {
  const { real, tokens, records, setNow, nowMs } = parts;
  const { database, crashSoon, takeCrash } = crashing(real);
  const failures: Error[] = [];
  let schemaVersion: number = schemaVersions[1];
  const clock = {
    nowMs: () => instantOf(nowMs()),
    onError: (cause: unknown) =>
      void failures.push(cause instanceof Error ? cause : new Error('It is no error.', { cause })),
  };
  const doorOf = (version: number) => openSyncDoor({ ...parts, ...clock, database }, version);
  let door = doorOf(schemaVersion);

  /** What was cut off by a crash is answered by nobody; what fails for another reason is a finding. */
  async function carryOut<T>(work: () => Promise<T>): Promise<T> {
    failures.length = 0;
    try {
      return await work();
    } catch (error) {
      if (takeCrash()) throw new SimCrash('The server has ended', { cause: error });
      const [failure] = failures;
      if (failure === undefined) throw error;
      throw new SimFault(`The server has failed: ${failure.message}`, { cause: failure });
    }
  }

  async function answer(userId: string, question: Question, atMs: number): Promise<Answer> {
    setNow(atMs);
    const sync = door(tokens.get(userId) ?? '');
    const answered = await carryOut(async () => await askAsMutant(mutant, { sync, real }, question, schemaVersion));
    if (answered.kind !== 'pushed') return answered;
    return { ...answered, head: await real.asOwner(readHead) };
  }

  async function reachOf(userId: string): Promise<readonly ReachedScope[]> {
    const cursor = await real.asOwner(readHead);
    // Looking at it is nothing that could crash.
    const calm = openSyncDoor({ ...parts, ...clock, database: real }, schemaVersion);
    const answered = await calm(tokens.get(userId) ?? '').pull({ cursor, deviceId: 'ffffffffffffffff' });
    if (answered.kind !== 'changes') throw new Error('The server does not know where its log ends');
    return answered.reach;
  }

  async function view(): Promise<ServerView> {
    const entities = entitiesOf(schemaVersion);
    const reached = new Map<string, readonly ReachedScope[]>();
    // oxlint-disable-next-line no-await-in-loop -- PGlite has one connection.
    for (const userId of userIds) reached.set(userId, await reachOf(userId));
    return await real.asOwner(async (sql) => ({
      schemaVersion,
      records: await readRecords(sql, entities),
      log: await readLog(sql, entities),
      answers: await readAnswers(sql),
      reach: (userId) => reached.get(userId) ?? [],
    }));
  }

  return {
    answer,
    view,
    crashSoon,
    write: async (atMs, change) => {
      setNow(atMs);
      await carryOut(async () => await writeItself(database, records, change));
    },
    setRight: async (right) => await real.asOwner(async (sql) => await setRight(sql, right)),
    compact: async () =>
      await carryOut(
        async () =>
          await forget(database, {
            before: new Date(nowMs() - forgottenAfterMs).toISOString(),
            unacknowledgedBefore: new Date(0).toISOString(),
          }),
      ),
    upgrade: () => {
      schemaVersion = schemaVersions[2];
      door = doorOf(schemaVersion);
    },
    keep: async () => {
      await real.asOwner(keepTables);
      return async () => await real.asOwner(putTablesBack);
    },
    schemaVersion: () => schemaVersion,
    head: async () => await real.asOwner(readHead),
    listIds: async (name) =>
      (await real.asOwner(async (sql) => await readRecords(sql, entitiesOf(schemaVersion))))
        .filter(({ entity }) => entity === name)
        .map(({ stored }) => stored.record.id),
  };
}

/** Workspaces in the name of whose they are, what belongs to the tenant as the server itself. */
async function writeItself(
  database: ServerDatabase,
  records: ServerRecords,
  { entity: name, recordId, patch, before }: ServerWrite,
): Promise<void> {
  const entity = entitiesOf(schemaVersions[2]).get(name);
  if (entity === undefined) throw new Error(`The server knows no ${name}`);
  const isWorkspace = name === 'workspace';
  const permissions: Permission[] = isWorkspace
    ? ['workspace:create', 'workspace:read', 'workspace:edit']
    : ['tenant:read', 'tenant:edit'];
  const { deletedAt: _, ...values } = patch;
  await database.transaction(
    { role: 'app', tenantId, userId: isWorkspace ? ownerId : null, permissions, mode: 'write' },
    async (sql) => {
      if (before === null) await records.insert(sql, entity, [{ id: recordId, ...values }]);
      else await records.patch(sql, entity, recordId, values);
    },
  );
}
