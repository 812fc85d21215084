import type { Migration } from './migration.ts';
import { migrations } from './migrations.ts';

/** Makes of this program a later one: with so many migrations more, of which each adds a column that nobody asks for. */
export function addMigrations(count: number): void {
  // Read-only to all others, and to whoever starts after this.
  const list = migrations as Migration[];
  const { length } = list;
  for (let number = length + 1; number <= length + count; number += 1) {
    const column = `later_${String(number)}`;
    list.push({
      number,
      name: `later-${String(number)}`,
      sqlite: {
        up: [`ALTER TABLE workspaces ADD COLUMN ${column} text`],
        down: [`ALTER TABLE workspaces DROP COLUMN ${column}`],
      },
      postgres: {
        up: [`ALTER TABLE workspaces ADD COLUMN ${column} text`],
        down: [`ALTER TABLE workspaces DROP COLUMN ${column}`],
      },
    });
  }
}
