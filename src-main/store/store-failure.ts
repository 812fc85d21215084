/*
 * How the store can fail for a reason that a person can act on. Opening returns a `StoreFailure`, with its sentence here
 * because it is needed before there is any window; a write throws a `StoreRefusal`, whose data handlers hand on as it is.
 */

export type StoreFailure =
  | {
      readonly kind: 'database-too-new';
      readonly file: string;
      readonly version: number;
      readonly knownVersion: number;
    }
  | {
      readonly kind: 'database-unreadable';
      readonly file: string;
      readonly reason: string;
      readonly backupFolder: string;
    }
  | { readonly kind: 'database-in-use'; readonly file: string }
  | { readonly kind: 'folder-unusable'; readonly file: string }
  | { readonly kind: 'database-missing'; readonly file: string }
  | { readonly kind: 'rollback-impossible'; readonly file: string }
  | {
      readonly kind: 'migration-failed';
      readonly file: string;
      readonly reason: string;
      readonly backup: string | null;
    }
  | { readonly kind: 'disk-full'; readonly file: string }
  | { readonly kind: 'disk-read-only'; readonly file: string };

/** What happened and what to do, for the command line and the page that stands in for the app. */
export function storeFailureText(failure: StoreFailure): string {
  const { file } = failure;
  switch (failure.kind) {
    case 'database-too-new':
      return `${file} was written by a newer Triptych (version ${String(failure.version)} of the data, this program knows up to ${String(failure.knownVersion)}). Nothing was changed. Install the newer Triptych, or take the data back one version with it: triptych db rollback.`;
    case 'database-unreadable':
      return `${file} cannot be read as Triptych's data: ${failure.reason}. It was left as it is. Move it away and put the latest copy from ${failure.backupFolder} in its place, or start with another folder (--data-dir).`;
    case 'database-in-use':
      return `${file} is being used by another program. Close the other Triptych, or the tool that has the file open, and try again.`;
    case 'folder-unusable':
      return `${file} cannot be used as a data folder: there is a file where the folder should be. Choose another folder (--data-dir).`;
    case 'database-missing':
      return `There is no data at ${file} yet. Start Triptych once, or name the folder that holds your data (--data-dir).`;
    case 'rollback-impossible':
      return `${file} is at its first version already. There is nothing to take back.`;
    case 'migration-failed':
      return `${file} could not be brought to this program's version: ${failure.reason}. It is as it was${failure.backup === null ? '' : `, and a copy is at ${failure.backup}`}. Start the Triptych that you used before, and report this.`;
    case 'disk-full':
      return `The disk that holds ${file} is full. Everything kept before is still there. Make room and try again.`;
    case 'disk-read-only':
      return `${file} cannot be written to. Give yourself the right to write to its folder, or start with another one (--data-dir).`;
  }
}

/** A write or a query that was not carried out; nothing of its transaction was kept. */
export type RefusedWrite =
  | { readonly kind: 'undo-refused' }
  | { readonly kind: 'record-missing'; readonly entity: string; readonly id: string }
  | { readonly kind: 'record-invalid'; readonly entity: string; readonly problems: string[] }
  | { readonly kind: 'disk-full' }
  | { readonly kind: 'disk-read-only' };

/** Thrown by reads and writes; a handler answers with its `failure`. */
export class StoreRefusal extends Error {
  readonly failure: RefusedWrite;

  constructor(failure: RefusedWrite, options?: ErrorOptions) {
    super(refusalMessage(failure), options);
    this.name = 'StoreRefusal';
    this.failure = failure;
  }
}

/** Why the disk did not take a write, where the error says that; undefined for any other error. */
export function diskFailureOf(error: unknown): 'disk-full' | 'disk-read-only' | undefined {
  const code = errorCode(error);
  if (fullCodes.has(code)) return 'disk-full';
  return readOnlyCodes.has(code) || code.startsWith('SQLITE_READONLY') ? 'disk-read-only' : undefined;
}

/** Why a file could not be opened or read, as far as the error says. Other errors are bugs, and go on. */
export function openFailureOf(error: unknown, file: string, backupFolder: string): StoreFailure | undefined {
  const code = errorCode(error);
  const disk = diskFailureOf(error) ?? (code.startsWith('SQLITE_CANTOPEN') ? 'disk-read-only' : undefined);
  if (disk !== undefined) return { kind: disk, file };
  if (isBusy(error)) return { kind: 'database-in-use', file };
  const isUnreadable = code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_IOERR');
  if (!isUnreadable && code !== 'EISDIR' && code !== 'EIO') return undefined;
  return { kind: 'database-unreadable', file, reason: error instanceof Error ? error.message : code, backupFolder };
}

/** Whether another program holds the file. */
export function isBusy(error: unknown): boolean {
  const code = errorCode(error);
  return code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED');
}

// SQLite asks for the memory it shares between connections by writing, which has a code of its own; and it calls only one of the
// ways in which a disk is full by that name: a spent quota or a limit on the size of files is a failed write to it.
const fullCodes = new Set(['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE', 'SQLITE_IOERR_WRITE', 'ENOSPC', 'EDQUOT', 'EFBIG']);
const readOnlyCodes = new Set(['EROFS', 'EACCES', 'EPERM', 'SQLITE_PERM', 'SQLITE_IOERR_ACCESS']);

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function refusalMessage(failure: RefusedWrite): string {
  switch (failure.kind) {
    case 'record-missing':
      return `There is no ${failure.entity} ${failure.id}`;
    case 'record-invalid':
      return `The ${failure.entity} is not valid: ${failure.problems.join('; ')}`;
    case 'undo-refused':
      return 'What was done may not be taken back any more';
    case 'disk-full':
      return 'The disk is full';
    case 'disk-read-only':
      return 'The disk cannot be written to';
  }
}
