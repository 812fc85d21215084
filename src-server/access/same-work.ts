/*
 * Whether there is a person with an e-mail is told to nobody, and so not by the time that an answer takes either: what would be
 * written of somebody is written in the place of nobody too, into some tenant, and taken back before anything is committed.
 */
import type { Sql } from '../db/server-database.ts';

type Place = { readonly tenantId: string; readonly userId: string };

export type SameWork = {
  /** Those that there are; empty for nobody. */
  readonly people: readonly Place[];
  /** In whose name it is done for nobody. */
  readonly nobodysId: string;
  /** Ends in the reach `access`. */
  readonly work: (person: Place) => Promise<void>;
  /** What the work announces of a tenant: what is taken back announces nothing by itself. */
  readonly channels: readonly string[];
};

/** In the reach `access`. Does nothing for nobody where no tenant is open. */
export async function doForPeople(sql: Sql, { people, nobodysId, work, channels }: SameWork): Promise<void> {
  const [some] = await sql.query(
    `SELECT id FROM tenants WHERE status = 'active' AND deleted_at IS NULL ORDER BY id LIMIT 1`,
  );
  await sql.query('SAVEPOINT before_people');
  for (const person of people) {
    // oxlint-disable-next-line no-await-in-loop -- One connection.
    await work(person);
  }
  if (people.length > 0 || some === undefined) {
    await sql.query('RELEASE SAVEPOINT before_people');
    return;
  }
  const tenantId = String(some['id']);
  await work({ tenantId, userId: nobodysId });
  await sql.query('ROLLBACK TO SAVEPOINT before_people');
  // Whoever listens looks, and finds nothing.
  // oxlint-disable-next-line no-await-in-loop -- One connection.
  for (const channel of channels) await sql.announce(channel, tenantId);
}
