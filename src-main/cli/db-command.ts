import type { Result } from '#shared/base/result.ts';

import { readAccounts } from '../access/accounts-file.ts';
import { systemClock } from '../shell/start-core.ts';
import { accountFolderAt, createAccountFolder, createDataFolder, dataFolderAt } from '../store/data-folder.ts';
import { lockDataFolder } from '../store/data-folder-lock.ts';
import { migrateUp, migrationStatus, rollbackOne } from '../store/migrate.ts';
import type { Moved } from '../store/migrate.ts';
import { storeFailureText } from '../store/store-failure.ts';
import type { StoreFailure } from '../store/store-failure.ts';

/** Shows or moves the version of an account's data. Moving needs the folder for itself, so the app must be closed. */
export async function dbCommand(
  place: { readonly dataFolder: string; readonly accountId: string | null },
  action: 'status' | 'migrate' | 'rollback',
): Promise<number> {
  const data = dataFolderAt(place.dataFolder);
  const accountId = place.accountId ?? readAccounts(data.accountsFile).currentId;
  const { file, backupFolder } = accountFolderAt(data, accountId);
  const files = { file, backupFolder };
  if (action === 'status') {
    const status = migrationStatus(files);
    if (!status.ok) return tell(status.failure);
    const { version, knownVersion, applied, pending } = status.value;
    const lines = [
      `File: ${file}`,
      `Version of the data: ${String(version)}`,
      `Version of this program: ${String(knownVersion)}`,
      ...applied.map((name) => `  done     ${name}`),
      ...pending.map((name) => `  pending  ${name}`),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    return 0;
  }
  const made = action === 'migrate' ? createFolders(place.dataFolder, accountId) : undefined;
  if (made?.ok === false) return tell(made.failure);
  const present = action === 'rollback' ? migrationStatus(files) : undefined;
  if (present?.ok === false) return tell(present.failure);
  const lock = lockDataFolder(data);
  if (!lock.ok) return tell(lock.failure);
  try {
    const work = { ...files, clock: systemClock };
    return tellMoved(action === 'migrate' ? await migrateUp(work) : await rollbackOne(work));
  } finally {
    lock.value.release();
  }
}

function createFolders(folder: string, accountId: string): Result<unknown, StoreFailure> {
  const data = createDataFolder(folder);
  return data.ok ? createAccountFolder(data.value, accountId) : data;
}

function tellMoved(moved: Result<Moved, StoreFailure>): number {
  if (!moved.ok) return tell(moved.failure);
  const { fromVersion, toVersion, backup } = moved.value;
  if (fromVersion === toVersion) process.stdout.write(`The data are at version ${String(toVersion)} already.\n`);
  else
    process.stdout.write(
      `The data went from version ${String(fromVersion)} to ${String(toVersion)}.${backup === null ? '' : ` A copy of before is at ${backup}.`}\n`,
    );
  return 0;
}

function tell(failure: StoreFailure): number {
  process.stderr.write(`${storeFailureText(failure)}\n`);
  return 1;
}
