import { expect, test } from 'vitest';

import { instantOf } from '#shared/base/instant.ts';
import { emptyMetadata } from '#shared/functions/function-rules.ts';

import { listCommands } from './commands.ts';

const current = {
  id: 'f',
  tenantId: 't',
  workspaceId: 'w',
  name: 'fit',
  createdBy: 'u',
  folder: '',
  language: 'r' as const,
  draftSource: '',
  draftChecksum: '',
  metadata: emptyMetadata,
  createdAt: instantOf(0),
  updatedAt: instantOf(0),
  deletedAt: null,
};

const commands = listCommands({ workspaceId: 'w', current, onHelp: () => undefined, onTheme: () => undefined });

test('no two commands have one id or the same keys', () => {
  const ids = commands.map((command) => command.id);
  const keys = commands.flatMap((command) => command.keys ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(keys).size).toBe(keys.length);
});

test('without a function on screen there are no commands about one', () => {
  const general = listCommands({
    workspaceId: 'w',
    current: undefined,
    onHelp: () => undefined,
    onTheme: () => undefined,
  });
  expect(general.map((command) => command.id)).not.toContain('run');
  expect(commands.map((command) => command.id)).toContain('run');
});
