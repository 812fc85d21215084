/*
 * Which device a file speaks for. A device numbers its changes and stamps its edits; were a file taken back to an earlier state
 * (a restored copy, a rollback) or were it alive twice (a copied folder) under one identity, the same numbers would stand for
 * different changes, and others would take the new ones for replays.
 *
 * So the identity is tied to the file from two sides: each opening draws a random id and leaves it in the file and, with the
 * change number and the place of the file, in `ACCOUNT.device.json` beside it. Where the two do not agree, the file goes on as
 * a new device. That costs nothing but a new id, so every doubt is decided that way.
 *
 * Where a whole disk was taken back, the two agree all the same: that only the server knows (src-main/sync/taken-back.ts).
 */
import { readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';

import type { Database } from 'better-sqlite3';
import { z } from 'zod';

import type { RandomBytes } from '#shared/base/id.ts';
import { createDeviceId } from '#shared/changes/stamp.ts';
import { diskFailureOf } from './store-failure.ts';

const identitySchema = z.object({
  deviceId: z.string(),
  openingId: z.string(),
  /** The last change number at that time: a file that knows less has been taken back. */
  number: z.number().int(),
  /** A copied folder has the same content in another place. */
  place: z.string(),
});
type Identity = z.infer<typeof identitySchema>;

type StateRow = { readonly device_id: string; readonly opening_id: string; readonly last_number: number };

const stateSql = `SELECT device_id, opening_id, last_number
FROM device_state`;
const keepSql = `UPDATE device_state
SET opening_id = ?`;
const renewSql = `INSERT INTO device_state (only_row, device_id, opening_id, last_number, last_stamp)
VALUES (1, ?, ?, 0, NULL)
ON CONFLICT (only_row) DO UPDATE SET device_id = excluded.device_id, opening_id = excluded.opening_id, last_number = 0`;

/** Settles at an opening which device the file speaks for, and records the opening on both sides. */
export function openIdentity(database: Database, random: RandomBytes): void {
  const row = database.prepare<[], StateRow>(stateSql).get();
  const place = placeOf(database.name);
  const isSame = row !== undefined && isSameDevice(readIdentity(database.name), row, place);
  const deviceId = isSame ? row.device_id : createDeviceId(random);
  const openingId = createDeviceId(random);
  if (isSame) database.prepare(keepSql).run(openingId);
  else database.prepare(renewSql).run(deviceId, openingId);
  writeIdentity(database.name, { deviceId, openingId, number: isSame ? row.last_number : 0, place });
}

/**
 * Notes how far the device has counted, so that an older copy of the file shows as one. On a disk that takes nothing more the
 * note is left out; then the file's own number is the only witness, as after a crash.
 */
export function closeIdentity(database: Database): void {
  const row = database.prepare<[], StateRow>(stateSql).get();
  const identity = readIdentity(database.name);
  if (row === undefined || identity === undefined) return;
  try {
    writeIdentity(database.name, { ...identity, deviceId: row.device_id, number: row.last_number });
  } catch (error) {
    if (diskFailureOf(error) === undefined) throw error;
  }
}

/** Lets an open file go on as a new device, and answers which. */
export function renewIdentity(database: Database, random: RandomBytes): string {
  const deviceId = createDeviceId(random);
  database.prepare(`UPDATE device_state\nSET device_id = ?, last_number = 0`).run(deviceId);
  return deviceId;
}

/** Makes the file go on as a new device at its next opening. For copies, and before a step back. */
export function forgetOpening(database: Database): void {
  const table = database.prepare(`SELECT name\nFROM sqlite_schema\nWHERE name = 'device_state'`).get();
  if (table !== undefined) database.prepare(keepSql).run('');
}

function isSameDevice(identity: Identity | undefined, row: StateRow, place: string): boolean {
  return (
    identity?.deviceId === row.device_id &&
    identity.openingId === row.opening_id &&
    identity.number <= row.last_number &&
    identity.place === place
  );
}

// The path, the file's own number on its disk, when it came there, and the machine: a copy differs in at least one of them. (The
// number alone does not tell: a disk gives that of a file that was removed to the next one.)
function placeOf(file: string): string {
  const { ino, birthtimeNs, ctimeNs } = statSync(file, { bigint: true });
  // Where a disk does not know when a file came, Node gives the time of its last change, which says nothing.
  const since = birthtimeNs === ctimeNs ? '' : birthtimeNs.toString();
  return [hostname(), realpathSync(file), ino.toString(), since].join(' ');
}

function identityFile(file: string): string {
  return `${file.replace(/\.sqlite$/, '')}.device.json`;
}

function readIdentity(file: string): Identity | undefined {
  try {
    return identitySchema.safeParse(JSON.parse(readFileSync(identityFile(file), 'utf8'))).data;
  } catch {
    return undefined; // Missing or damaged: the file goes on as a new device, as in every doubt.
  }
}

// By renaming, so that it is whole or as it was. It need not reach the disk: an older one is a doubt like any other.
function writeIdentity(file: string, identity: Identity): void {
  const partial = `${identityFile(file)}.partial`;
  try {
    writeFileSync(partial, JSON.stringify(identity), { mode: 0o600 });
    renameSync(partial, identityFile(file));
  } finally {
    rmSync(partial, { force: true });
  }
}
