/*
 * Makes of the program that is started behind it a later one: with migrations beyond those that a device may be behind its server.
 * `node --import` this file, and then a server or a core from its source.
 */
import type { Migration } from './migration.ts';
import { migrations } from './migrations.ts';

const laterCount = 3;

// Read-only to all others, and to whoever starts after this.
const list = migrations as Migration[];
const { length } = list;
for (let number = length + 1; number <= length + laterCount; number += 1) {
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
