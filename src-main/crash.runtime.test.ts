import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';

import type { ApiClient } from '#shared/features.ts';

import { createRandom } from '../bench/seeded-random.ts';
import { connectToApp, setupCli } from './cli.harness.ts';
import { killRounds } from './kill-rounds.harness.ts';

const rounds = killRounds(25);
const seed = 20_261_121;

type Acknowledged = {
  /** The last draft and the last folder that the core said are kept; what came after them may be there too. */
  drafts: string[];
  folders: string[];
  readonly runIds: string[];
};

const quick = 'def f():\n    return 1\n';

/** Writes until the core is gone, and notes what it has acknowledged. */
async function writeUntilDead(client: ApiClient, functionId: string, noted: Acknowledged, round: number) {
  let number = 0;
  const steps = [
    async () => {
      const source = `${quick}# ${String(round)}.${String((number += 1))}\n`;
      noted.drafts.push(source);
      await client.functions.saveDraft({ functionId, source });
      noted.drafts = [source];
    },
    async () => {
      const folder = `R${String(round)}/N${String((number += 1))}`;
      noted.folders.push(folder);
      await client.records.patch({ entity: 'function', id: functionId, patch: { folder } });
      noted.folders = [folder];
    },
    async () => {
      noted.runIds.push((await client.runs.start({ functionId, arguments: {} })).runId);
    },
  ];
  await Promise.all(
    steps.map(async (step) => {
      try {
        for (;;) await step();
      } catch {
        // The core is gone, or going: what it has not answered it has not promised.
      }
    }),
  );
}

/** Everything acknowledged is there, and a run that had not ended is interrupted. */
async function expectKept(client: ApiClient, functionId: string, noted: Acknowledged): Promise<void> {
  const [fn] = await client.records.list({ entity: 'function', where: { id: functionId } });
  expect(noted.drafts.length === 0 ? [quick] : noted.drafts).toContain(fn?.['draftSource']);
  expect(noted.folders.length === 0 ? [''] : noted.folders).toContain(fn?.['folder']);
  const runs = await client.records.list({ entity: 'run', where: { functionId }, limit: 10_000 });
  const stateById = new Map(runs.map((run) => [run['id'], run['state']]));
  expect(noted.runIds.filter((id) => !stateById.has(id))).toEqual([]);
  const left = runs.filter(({ state }) => state !== 'done');
  expect(left.every(({ state }) => state === 'failed')).toBe(true);
  for (const run of left) expect(run['outcome']).toEqual({ shown: [], warnings: [], failure: { kind: 'interrupted' } });
}

/** Processes whose working folder or command line is of a session, by the process that they were started for. */
function sessionsOf(ownerPid: number): readonly string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const place = readlinkSync(`/proc/${pid}/cwd`) + readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return (
        place.includes(`triptych-sessions-${String(ownerPid)}-`) ||
        place.includes(`triptych-tables-${String(ownerPid)}-`)
      );
    } catch {
      return false; // It has ended meanwhile.
    }
  });
}

function foldersOf(ownerPid: number): readonly string[] {
  const places = process.platform === 'linux' ? ['/dev/shm', tmpdir()] : [tmpdir()];
  return places.flatMap((place) =>
    readdirSync(place).filter(
      (name) => /^triptych-(sessions|tables)-/.test(name) && name.includes(`-${String(ownerPid)}-`),
    ),
  );
}

async function until(isReached: () => boolean): Promise<void> {
  while (!isReached()) {
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
}

test(
  `what the core has acknowledged is there after each of ${String(rounds)} kills (seed ${String(seed)})`,
  async () => {
    const { dataFolder, openApp } = setupCli();
    const random = createRandom(seed);
    const noted: Acknowledged = { drafts: [], folders: [], runIds: [] };
    const killed: number[] = [];
    let functionId = '';
    for (let round = 0; round <= rounds; round += 1) {
      const app = await openApp();
      const { client, close } = await connectToApp(dataFolder);
      if (round === 0) {
        const { id: workspaceId } = await client.workspaces.create({ name: 'Crash' });
        ({ id: functionId } = await client.functions.create({
          workspaceId,
          name: 'f',
          language: 'python',
          source: quick,
        }));
      } else {
        await expectKept(client, functionId, noted);
      }
      if (round === rounds) {
        close();
        break;
      }
      const begunCount = noted.runIds.length;
      const writing = writeUntilDead(client, functionId, noted, round);
      // Of each kind something is under way when it is killed, on a slow machine too.
      await until(() => noted.runIds.length > begunCount + 1);
      await new Promise((resolve) => {
        setTimeout(resolve, 100 + random() * 400);
      });
      killed.push(app.child.pid ?? 0);
      app.child.kill('SIGKILL');
      await app.ended;
      close();
      await writing;
      const database = new SqliteDatabase(path.join(dataFolder, 'accounts', 'personal.sqlite'));
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
      database.close();
    }
    expect(noted.runIds.length).toBeGreaterThan(rounds);
    // Session processes end a moment after the core; their folders go at the latest with the last start. The test ends where they do not.
    await until(() => killed.every((pid) => sessionsOf(pid).length === 0));
    await until(() => killed.flatMap(foldersOf).length === 0);
  },
  120_000 + rounds * 10_000,
);
