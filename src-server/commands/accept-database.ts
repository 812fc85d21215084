/* A mistyped folder or address holds no database, and a command is not to make one there. */
import { acceptKeys, hasDatabase } from '../accept-keys.ts';
import { isPostgresUrl } from '../db/open-database.ts';
import { addressWithoutPassword } from '../db/postgres-connection.ts';
import type { ServerConfig } from '../read-config.ts';
import { CommandRefused } from './command.ts';

/** Throws `CommandRefused` where there is no database, `KeysMissing` where its keys are not there. Makes nothing. */
export async function acceptDatabase(config: ServerConfig): Promise<void> {
  const { database, dataFolder } = config;
  if (!(await hasDatabase(database))) {
    const where = isPostgresUrl(database) ? `at ${addressWithoutPassword(database)}` : `in ${dataFolder}`;
    throw new CommandRefused(
      `There is no database of Triptych ${where}. See that --data-dir and --database are those of the server; its first start, or migrate, makes a new one.`,
    );
  }
  await acceptKeys(config);
}
