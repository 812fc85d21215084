/*
 * A program that writes is killed at random moments, from its start on. It says each write on its standard output
 * once the store has returned; whatever it has said must be in the file, and the file must be whole.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';

import { functionEntity, runEntity } from '#shared/functions/function-entities.ts';
import { killRounds } from '../kill-rounds.harness.ts';
import { behindFileOf, readBehindFile } from './behind-file.ts';
import { endedRun, functionDraft, setupFolder, testRandom } from './store.harness.ts';
import type { StoreWorld } from './store.harness.ts';

const lives = killRounds(100);
/** A record takes 24: four that it is made and changed, twenty of its runs. */
const linesBeforeMax = 60;
const chains = 2; // Files that live at the same time: one for each processor of a small machine.

function href(path: string): string {
  return JSON.stringify(pathToFileURL(join(import.meta.dirname, path)).href);
}

/**
 * Makes a record, changes it some times, notes some runs, makes the next; says `ID COUNT` after each write and `run ID` after each
 * note.
 */
function writerSource({ file, backupFolder }: { readonly file: string; readonly backupFolder: string }): string {
  return `
    import { writeSync } from 'node:fs';
    import { openStore } from ${href('store.ts')};
    import { functionEntity, runEntity } from ${href('../../src-shared/functions/function-entities.ts')};
    const opened = await openStore({
      ...${JSON.stringify({ file, backupFolder })},
      entities: [functionEntity, runEntity],
      clock: { nowMs: () => Date.now() },
      random: (bytes) => crypto.getRandomValues(bytes),
    });
    if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
    const store = opened.value;
    const draft = ${JSON.stringify(functionDraft({ folder: '0' }))};
    const run = ${JSON.stringify(endedRun())};
    for (;;) {
      const { id } = store.write({ actorId: 'ada' }, (tx) => tx.create(functionEntity, draft));
      writeSync(1, id + ' 0\\n');
      for (let count = 1; count <= 3; count += 1) {
        const patch = { folder: String(count), draftSource: 'x <- ' + count + '\\n'.repeat(count * 500) };
        store.write({ actorId: 'ada', undoGroup: id }, (tx) => tx.patch(functionEntity, id, patch));
        writeSync(1, id + ' ' + count + '\\n');
      }
      for (let count = 1; count <= 20; count += 1) {
        const runId = id + '-' + count;
        store.note(runEntity, { ...run, id: runId });
        writeSync(1, 'run ' + runId + '\\n');
        if (count % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }`;
}

/** Record → its count, and the runs that were noted. */
type Acknowledged = { readonly counts: Map<string, number>; readonly runIds: Set<string> };

/** Runs the writer until a random moment, and adds what it acknowledged. */
async function liveOnce(world: StoreWorld, chance: () => number, { counts, runIds }: Acknowledged): Promise<void> {
  const args = ['--input-type=module', '-e', writerSource(world.options)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [output, complaints]: [Buffer[], Buffer[]] = [[], []];
  let lineCount = 0;
  const dying = Promise.withResolvers<void>();
  const linesBefore = 1 + Math.floor(chance() * linesBeforeMax);
  child.stdout.on('data', (data: Buffer) => {
    output.push(data);
    lineCount += data.toString().split('\n').length - 1;
    if (lineCount >= linesBefore) dying.resolve();
  });
  child.stderr.on('data', (data: Buffer) => complaints.push(data));
  const ended = once(child, 'close');
  // A third dies while it starts, opens the file and perhaps makes it; the others in the midst of their writes.
  if (chance() < 0.33) await sleep(chance() * 300);
  else await Promise.race([dying.promise.then(async () => await sleep(chance() * 5)), ended]);
  child.kill('SIGKILL');
  await ended;
  expect(Buffer.concat(complaints).toString()).toBe('');
  const said = Buffer.concat(output).toString().split('\n').slice(0, -1);
  for (const line of said) {
    const [id = '', count = ''] = line.split(' ');
    if (id === 'run') runIds.add(count);
    else counts.set(id, Number(count));
  }
}

type FileContent = {
  readonly integrity: unknown;
  readonly counts: ReadonlyMap<string, number>;
  readonly changes: ReadonlyMap<string, number>;
  readonly runIds: ReadonlySet<unknown>;
};

/** Record → its count, and record → how many changes it has. A program that died early may have left no file, or no table. */
function readContent(file: string): FileContent {
  if (!existsSync(file)) return { integrity: 'ok', counts: new Map(), changes: new Map(), runIds: new Set() };
  const database = new Database(file);
  const integrity = database.pragma('integrity_check', { simple: true });
  const hasTable = database.prepare(`SELECT name FROM sqlite_schema WHERE name = 'functions'`).get() !== undefined;
  function read(sql: string): Map<string, number> {
    const rows = hasTable ? database.prepare<[], { id: string; count: number }>(sql).all() : [];
    return new Map(rows.map(({ id, count }) => [id, count]));
  }
  const counts = read('SELECT id, CAST(folder AS INTEGER) AS count FROM functions');
  const changes = read('SELECT record_id AS id, COUNT(*) - 1 AS count FROM changes GROUP BY record_id');
  const runIds = new Set(hasTable ? database.prepare('SELECT id FROM runs').pluck().all() : []);
  database.close();
  // What the next start takes in.
  for (const { values } of readBehindFile(behindFileOf(file))) runIds.add(values[0]);
  return { integrity, counts, changes, runIds };
}

function checkFile(file: string, acknowledged: Acknowledged): void {
  const { integrity, counts, changes, runIds } = readContent(file);
  expect(integrity).toBe('ok');
  const lost = [...acknowledged.counts].filter(([id, count]) => (counts.get(id) ?? -1) < count);
  expect(lost).toEqual([]);
  expect([...acknowledged.runIds].filter((id) => !runIds.has(id))).toEqual([]);
  // Records and their changes are never apart: one for the creation, one for each count.
  expect(changes).toEqual(counts);
}

test(
  `a program that is killed ${String(lives)} times has kept every write that it acknowledged`,
  { timeout: 120_000 + lives * 1_000 },
  async () => {
    const seed = Date.now() % 1_000_000;
    const random = testRandom(seed + 1);
    const chance = (): number => (random(new Uint8Array(1))[0] ?? 0) / 256;
    const worlds = Array.from({ length: chains }, (_, chain) => setupFolder(chain + 1));
    onTestFinished(() => worlds.forEach((world) => world.dispose()));
    const totals = await Promise.all(
      worlds.map(async (world) => {
        const acknowledged = { counts: new Map<string, number>(), runIds: new Set<string>() };
        for (let life = 0; life < lives / chains; life += 1) {
          await liveOnce(world, chance, acknowledged);
          checkFile(world.options.file, acknowledged);
        }
        const store = await world.open();
        expect(store.list(functionEntity).length, `seed ${String(seed)}`).toBeGreaterThanOrEqual(
          acknowledged.counts.size,
        );
        expect(store.count(runEntity)).toBeGreaterThanOrEqual(acknowledged.runIds.size);
        return Math.min(acknowledged.counts.size, acknowledged.runIds.size);
      }),
    );
    expect(Math.min(...totals)).toBeGreaterThan(0);
  },
);
