import { DatabaseUnfit } from './database-roles.ts';

export function damagedBackup(file: string, cause: unknown): DatabaseUnfit {
  return new DatabaseUnfit(
    `The back-up ${file} is damaged, or is none of this program's on this kind of database: it cannot be read.`,
    { cause },
  );
}

export function tooNewBackup(file: string, version: number): DatabaseUnfit {
  return new DatabaseUnfit(
    `The back-up ${file} belongs to a newer program (its version is ${String(version)}). Restore it with that one.`,
  );
}
