/*
 * What kept the server, or a command of it, from its work, as a sentence for whoever typed it. What is in no list here is a bug,
 * and is told with its stack.
 */
import { KeysMissing } from './accept-keys.ts';
import { AuditKeyUnfit } from './audit/audit-key.ts';
import { CommandRefused } from './commands/command.ts';
import { DatabaseUnfit } from './db/database-roles.ts';
import { KeyRingUnfit } from './db/key-ring.ts';
import { DatabaseAway } from './db/server-database.ts';

/** Their messages are sentences for a person. */
const refusals = [AuditKeyUnfit, CommandRefused, DatabaseAway, DatabaseUnfit, KeyRingUnfit, KeysMissing];

export function problemSentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (refusals.some((kind) => error instanceof kind)) return error.message;
  const { code, path, syscall } = error as {
    readonly code?: unknown;
    readonly path?: unknown;
    readonly syscall?: unknown;
  }; // Of Node's errors.
  const sentence = syscall === 'listen' || syscall === 'getaddrinfo' ? listening[String(code)] : undefined;
  if (sentence !== undefined) return sentence;
  const reason = typeof path === 'string' ? files[String(code)] : undefined;
  return reason === undefined ? (error.stack ?? error.message) : `${String(path)} ${reason}`;
}

const listening: { readonly [code: string]: string } = {
  EADDRINUSE: 'The port is used by another program. Choose another with --port.',
  EACCES: 'This system does not let the server listen there. Choose a port above 1023 with --port.',
  EADDRNOTAVAIL: 'This machine does not have the address of --host. Choose one that it has.',
  ENOTFOUND: 'The name in --host is not known here. Give an address that this machine has.',
};

const noRights = 'is closed to whoever runs this. Give them the right to read and write it, or name another place.';

const files: { readonly [code: string]: string } = {
  EACCES: noRights,
  EPERM: noRights,
  EROFS: 'is on a disk that can only be read. Name another place.',
  ENOSPC: 'cannot be written: the disk is full. Make room, and try again.',
  EDQUOT: 'cannot be written: the disk is full. Make room, and try again.',
  ENOTDIR: 'leads through a file, where a folder has to be. Name another place.',
  EEXIST: 'is a file, where a folder has to be. Name another place.',
  EISDIR: 'is a folder, where a file has to be. Name another place.',
  ENOENT: 'is not there and cannot be made. Name another place.',
};
