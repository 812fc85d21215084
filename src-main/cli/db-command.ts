import type { Result } from '#shared/base/result.ts';

import { systemClock } from '../shell/start-core.ts';
import { createDataFolder, dataFolderAt } from '../store/data-folder.ts';
import { lockDataFolder } from '../store/data-folder-lock.ts';
import { migrateUp, migrationStatus, rollbackOne } from '../store/migrate.ts';
import type { Moved } from '../store/migrate.ts';
import { storeFailureText } from '../store/store-failure.ts';
import type { StoreFailure } from '../store/store-failure.ts';

/** Shows or moves the version of the data. Moving needs the folder for itself, so the app must be closed. */
export async function dbCommand(folder: string, action: 'status' | 'migrate' | 'rollback'): Promise<number> {
  const data = dataFolderAt(folder);
  const files = { file: data.personalFile, backupFolder: data.backupFolder };
  if (action === 'status') {
    const status = migrationStatus(files);
    if (!status.ok) return tell(status.failure);
    const { version, knownVersion, applied, pending } = status.value;
    const lines = [
      `File: ${data.personalFile}`,
      `Version of the data: ${String(version)}`,
      `Version of this program: ${String(knownVersion)}`,
      ...applied.map((name) => `  done     ${name}`),
      ...pending.map((name) => `  pending  ${name}`),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    return 0;
  }
  const made = action === 'migrate' ? createDataFolder(folder) : undefined;
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
