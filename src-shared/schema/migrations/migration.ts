/**
 * One step of the schema, there and back, in the words of each database.
 *
 * A migration is frozen once it has been released: it spells everything out and imports nothing of today's entities, so that
 * it does the same to an old file in ten years. Its statements run in one transaction. `npm run schema:migration NAME` writes
 * the next one; a person reads it before it is committed.
 */
export type Migration = {
  /** From 1, without gaps. SQLite keeps the last one in `user_version`. */
  readonly number: number;
  readonly name: string;
  readonly sqlite: Steps;
  readonly postgres: Steps;
};

export type Steps = { readonly up: readonly string[]; readonly down: readonly string[] };

/** How the migration is called in the database's own list: sorted as text, in order of number. */
export function migrationKey({ number, name }: Pick<Migration, 'number' | 'name'>): string {
  return `${String(number).padStart(4, '0')}-${name}`;
}
