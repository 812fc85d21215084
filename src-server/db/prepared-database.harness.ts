/*
 * An empty PGlite with the roles, tables and policies of the server, made once for all tests and copied for each that does not test
 * how one is made: making it takes two seconds of a processor, copying and opening the copy a sixth of that. It is kept under what it
 * is made from, so that a change of a migration, an entity or a policy makes a new one.
 */
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';

import { serverSchema } from '../server-schema.ts';
import { openPglite } from './open-pglite.ts';
import { prepareDatabase } from './prepare-database.ts';

const root = path.resolve(import.meta.dirname, '../..');
const cache = path.join(root, 'node_modules', '.cache', 'triptych-databases');

/** Each takes 40 MB. */
const keptMax = 4;

let making: Promise<string> | undefined;

/** Puts a prepared database where there is none yet. */
export async function copyPreparedDatabase(folder: string): Promise<void> {
  making ??= findOrMake();
  const prepared = await making;
  mkdirSync(path.dirname(folder), { recursive: true, mode: 0o700 });
  cpSync(prepared, folder, { recursive: true, errorOnExist: true, force: false });
}

async function findOrMake(): Promise<string> {
  const known = path.join(cache, hashOfSources());
  if (existsSync(known)) return known;
  mkdirSync(cache, { recursive: true });
  const made = mkdtempSync(path.join(cache, 'making-'));
  const folder = path.join(made, 'database');
  const database = await openPglite(folder);
  await prepareDatabase(database, serverSchema);
  await database.close();
  try {
    renameSync(folder, known);
  } catch (error) {
    // Another process that runs tests was quicker.
    if (!existsSync(known)) throw error;
  }
  rmSync(made, { recursive: true, force: true });
  forgetOlder();
  return known;
}

/** Each change of a source makes another; another process that runs tests may still be copying the one before. */
function forgetOlder(): void {
  const folders = readdirSync(cache).map((name) => path.join(cache, name));
  const byAge = folders
    .map((folder) => ({ folder, changedMs: statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .toSorted((one, other) => other.changedMs - one.changedMs);
  for (const { folder } of byAge.slice(keptMax)) rmSync(folder, { recursive: true, force: true });
}

/** Of all from which a database could be made: what of it counts, would have to be said a second time. */
function hashOfSources(): string {
  const sources = globSync(['{src-server,src-shared}/**/*.ts', 'node_modules/@electric-sql/pglite/package.json'], {
    cwd: root,
  }).filter((file) => !/\.(test|harness)\.ts$/.test(file));
  const hash = createHash('sha256');
  for (const file of sources.toSorted()) hash.update(file).update(readFileSync(path.join(root, file)));
  return hash.digest('hex').slice(0, 32);
}
