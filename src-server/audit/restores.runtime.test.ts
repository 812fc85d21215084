import { generateKeyPairSync } from 'node:crypto';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, onTestFinished, test } from 'vitest';

import type { ChainReport } from '#shared/audit/audit-server-api.ts';
import { assert } from '#shared/base/assert.ts';
import { instantOf } from '#shared/base/instant.ts';
import type { Instant } from '#shared/base/instant.ts';

import { makeBackup, restoreBackup } from '../db/backups.ts';
import { addTenant, testRecords } from '../db/database.harness.ts';
import { openDatabase } from '../db/open-database.ts';
import { sharedPostgres } from '../db/postgres.harness.ts';
import { copyPreparedDatabase } from '../db/prepared-database.harness.ts';
import { prepareDatabase } from '../db/prepare-database.ts';
import type { ServerDatabase, SqlRow } from '../db/server-database.ts';
import { serverSchema } from '../server-schema.ts';
import { auditKeyOf } from './audit-key.ts';
import { beginRestore } from './begin-restore.ts';
import { chainEvents, chainReach } from './chain-events.ts';
import { finishRestore } from './finish-restore.ts';
import { readAllRestores, readRestores } from './restores.ts';
import { readDigestFile, signDigest } from './sign-digests.ts';
import { verifyChain } from './verify-chain.ts';
import { writeAuditEvent } from './write-audit-event.ts';

const postgres = sharedPostgres();
const tenantId = 'acme';

describe.each(['pglite', 'postgres'] as const)('on %s', (kind) => {
  test('a restore is told as what it is, with what is gone, and the chain goes on after it', async () => {
    const world = await setupWorld(kind);
    const backup = await world.work(async (at) => {
      await at.act(3);
      return await at.backUp();
    });
    await world.work(async ({ act }) => await act(4));
    await world.restore(backup);
    const found = await world.work(async ({ verify }) => await verify());
    expect(found).toMatchObject({
      isWhole: true,
      problems: [],
      restores: [{ by: expect.stringMatching(/^the command restore, as \S/) as string, number: 3, lost: 4 }],
    });
    expect(found.restores[0]?.backup).toMatch(/^triptych-/);
    expect(found.restores[0]?.backupMadeAt).not.toBeNull();
    // The restore is in the chain itself, and later events are signed though the clock went back.
    world.passMs(-3_600_000);
    const after = await world.work(async ({ act, verify, actions }) => {
      await act(2);
      expect(await actions()).toContain('server.restored');
      return await verify();
    });
    expect(after).toMatchObject({ isWhole: true, events: 6, restores: [{ number: 3, lost: 4 }] });
    const cut = await world.work(async ({ tamper, verify }) => {
      await tamper(
        'DELETE FROM audit_links WHERE number > 4; DELETE FROM audit_events WHERE id NOT IN (SELECT event_id FROM audit_links)',
      );
      return await verify();
    });
    expect(kindsOf(cut)).toEqual(['tail-cut']);
  });

  test('a restore after which nothing is gone is told to every tenant too, once, and the chains are whole', async () => {
    const world = await setupWorld(kind);
    const backup = await world.work(async ({ act, backUp }) => {
      await act(2);
      return await backUp();
    });
    await beginRestore(world.beginning(backup));
    await restoreBackup(world.address, backup, world);
    const begun = readFileSync(join(world.folder, 'restore-begun.json'));
    const tell = async () =>
      await world.work(async ({ restored, verify }) => [await restored(), await verify()] as const);
    const told = { lost: 0, by: expect.stringMatching(/^the command restore, as \S/) as string };
    const [events, report] = await tell();
    expect(events).toEqual([
      { tenant_id: tenantId, details: told },
      { tenant_id: 'suspended', details: told },
    ]);
    expect(report).toMatchObject({ isWhole: true, events: 3, restores: [] });
    // Cut off after the events and before the note went.
    writeFileSync(join(world.folder, 'restore-begun.json'), begun);
    expect((await tell())[0]).toEqual(events);
  });

  test('a tail that was cut shows where there is no restore, a forged one, or one of somebody else', async () => {
    const world = await setupWorld(kind);
    const cut = await world.work(async ({ act, tamper, verify }) => {
      await act(2);
      await act(3);
      await tamper(
        'DELETE FROM audit_links WHERE number > 2; DELETE FROM audit_events WHERE id NOT IN (SELECT event_id FROM audit_links)',
      );
      return await verify();
    });
    expect(kindsOf(cut)).toEqual(['tail-cut']);
    const [digest] = await readDigestFile(world.folder, tenantId);
    assert(digest !== undefined, 'The head was signed.');
    const forged = {
      tenantId,
      restoredAt: world.nowMs(),
      by: 'the command restore, as root',
      backup: 'triptych-2026-11-26T00-00-00.000Z.pgdump',
      backupSha256: '0'.repeat(64),
      backupMadeAt: null,
      number: 2,
      hash: digest.hash,
      lost: 3,
      keyId: world.key.id,
      signature: digest.signature,
    };
    appendFileSync(join(world.folder, 'restores.jsonl'), `${JSON.stringify(forged)}\n{"half":\n`);
    const found = await world.work(async ({ verify }) => await verify());
    expect(found.restores).toEqual([]);
    expect(kindsOf(found)).toEqual(['restore-forged', 'tail-cut']);
  });

  test('a restore that failed, or was cut off before it changed anything, excuses nothing', async () => {
    const world = await setupWorld(kind);
    await world.work(async ({ act, tamper }) => {
      await act(2);
      await act(3);
      await tamper(
        'DELETE FROM audit_links WHERE number > 2; DELETE FROM audit_events WHERE id NOT IN (SELECT event_id FROM audit_links)',
      );
    });
    const damaged = join(world.folder, 'damaged');
    writeFileSync(damaged, 'no back-up');
    await expect(world.restore(damaged)).rejects.toThrow(/damaged|valid archive/);
    const found = await world.work(async ({ verify }) => await verify());
    expect({ restores: found.restores, kinds: kindsOf(found) }).toEqual({ restores: [], kinds: ['tail-cut'] });
    expect(await readAllRestores(world.folder)).toEqual([]);
  });

  test('who restores the wrong back-up first is told of both, and a changed back-up shows', async () => {
    const world = await setupWorld(kind);
    const { first, second } = await world.work(async ({ act, backUp }) => {
      await act(2);
      const early = await backUp();
      await act(3);
      return { first: early, second: await backUp() };
    });
    await world.work(async ({ act }) => await act(2));
    await world.restore(first);
    await world.work(async ({ act }) => await act(6));
    await world.restore(second);
    const found = await world.work(async ({ verify }) => await verify());
    // The first gave up 3 to 7; the second gave up its own event and the six after it.
    expect(found).toMatchObject({
      isWhole: true,
      restores: [
        { number: 2, lost: 5 },
        { number: 5, lost: 7 },
      ],
    });
    const changed = await world.work(async ({ tamper, backUp }) => {
      await tamper(
        `UPDATE audit_events SET action = 'nothing' WHERE id = (SELECT event_id FROM audit_links WHERE number = 2)`,
      );
      return await backUp();
    });
    await world.restore(changed);
    expect(kindsOf(await world.work(async ({ verify }) => await verify()))).toEqual(['event-changed']);
  });
});

test('a restore that was cut off before it was put down is put down by the next who opens the database, once', async () => {
  const world = await setupWorld('pglite');
  const backup = await world.work(async ({ act, backUp }) => {
    await act(1);
    return await backUp();
  });
  await world.work(async ({ act }) => await act(2));
  await beginRestore(world.beginning(backup));
  await restoreBackup(world.address, backup, world);
  const begun = readFileSync(join(world.folder, 'restore-begun.json'));
  const found = await world.work(async ({ verify }) => await verify());
  expect(found).toMatchObject({ isWhole: true, restores: [{ number: 1, lost: 2 }] });
  // Cut off after the entry and before the note went.
  writeFileSync(join(world.folder, 'restore-begun.json'), begun);
  expect((await world.work(async ({ verify }) => await verify())).restores).toHaveLength(1);
  expect((await world.work(async ({ restored }) => await restored())).map(({ details }) => details)).toMatchObject([
    { lost: 2 },
    { lost: 0 },
  ]);
});

test('a line that was cut off by a crash takes no later one with it', async () => {
  const world = await setupWorld('pglite');
  await world.work(async ({ act }) => await act(1));
  appendFileSync(join(world.folder, `${tenantId}.jsonl`), '{"tenantId":"ac');
  await world.work(async ({ act }) => await act(1));
  expect((await readDigestFile(world.folder, tenantId)).map(({ number }) => number)).toEqual([1, 2]);
});

function kindsOf({ problems }: ChainReport): readonly string[] {
  return [...new Set(problems.map((problem) => problem.kind))];
}

type World = {
  /** Chained and signed together. */
  readonly act: (count: number) => Promise<void>;
  readonly actions: () => Promise<readonly unknown[]>;
  /** The events of restores, by tenant. */
  readonly restored: () => Promise<readonly SqlRow[]>;
  readonly backUp: () => Promise<string>;
  /** As somebody who has the owner's password. */
  readonly tamper: (sql: string) => Promise<void>;
  readonly verify: () => Promise<ChainReport>;
};

async function setupWorld(kind: 'pglite' | 'postgres') {
  const root = mkdtempSync(join(tmpdir(), 'triptych-restores-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  const address = kind === 'pglite' ? join(root, 'database') : await (await postgres()).createDatabase();
  if (kind === 'pglite') await copyPreparedDatabase(address);
  const folder = join(root, 'audit');
  mkdirSync(folder);
  const key = auditKeyOf(generateKeyPairSync('ed25519').privateKey);
  let aheadMs = 0;
  let sessions = 0;
  const nowMs = (): Instant => instantOf(Date.now() + aheadMs);
  const beginning = (backupFile: string) => ({ key, folder, nowMs: nowMs(), databaseAddress: address, backupFile });

  async function work<T>(does: (world: World) => Promise<T>): Promise<T> {
    const database = await openDatabase(address);
    try {
      await prepareDatabase(database, serverSchema);
      const records = testRecords(undefined, `made${String((sessions += 1))}`);
      const deps = { database, records, nowMs, key, folder, log: () => undefined };
      await finishRestore(deps);
      return await does(worldOf(deps, join(root, 'backups')));
    } finally {
      await database.close();
    }
  }

  await work(async () => await Promise.resolve());
  const database = await openDatabase(address);
  await addTenant(database, tenantId);
  await addTenant(database, 'suspended');
  await database.asOwner(
    async ({ run }) => await run(`UPDATE tenants SET status = 'suspended' WHERE id = 'suspended'`),
  );
  await database.close();
  return {
    address,
    folder,
    key,
    nowMs,
    passMs: (ms: number) => void (aheadMs += ms),
    beginning,
    work,
    restore: async (file: string) => {
      await beginRestore(beginning(file));
      await restoreBackup(address, file, { nowMs });
    },
  };
}

type Deps = Parameters<typeof finishRestore>[0];

function worldOf(deps: Deps, backups: string): World {
  const { database, records, nowMs, key, folder } = deps;
  return {
    act: async (count) => {
      for (let number = 0; number < count; number += 1) {
        // oxlint-disable-next-line no-await-in-loop -- One after the other, so that the events have an order.
        await writeOne(database, records, nowMs());
      }
      await chainEvents(deps, tenantId, 'whole');
      await signDigest(deps, tenantId);
    },
    actions: async () =>
      (await database.asOwner(async ({ query }) => await query('SELECT action FROM audit_events'))).map(
        ({ action }) => action,
      ),
    restored: async () =>
      await database.asOwner(
        async ({ query }) =>
          await query(
            `SELECT tenant_id, details FROM audit_events WHERE action = 'server.restored' ORDER BY tenant_id, id`,
          ),
      ),
    backUp: async () => (await makeBackup({ database, folder: backups, clock: { nowMs }, keptMax: 9 })).file,
    tamper: async (sql) => {
      await database.asOwner(async ({ run }) => {
        await run(`ALTER TABLE audit_events DISABLE TRIGGER USER; ALTER TABLE audit_links DISABLE TRIGGER USER`);
        await run(sql);
      });
    },
    verify: async () => {
      await chainEvents(deps, tenantId, 'whole');
      const digests = await readDigestFile(folder, tenantId);
      const restores = await readRestores(folder, tenantId);
      return await database.transaction(
        chainReach(tenantId),
        async (sql) => await verifyChain(sql, { key, digests, restores, nowMs: nowMs() }),
      );
    },
  };
}

async function writeOne(database: ServerDatabase, records: Deps['records'], timestamp: Instant): Promise<void> {
  await database.transaction(chainReach(tenantId), async (sql) => {
    await writeAuditEvent({ records }, sql, {
      tenantId,
      userId: null,
      action: 'test.acted',
      resourceType: 'test',
      timestamp,
      address: '',
      userAgent: '',
    });
  });
}
