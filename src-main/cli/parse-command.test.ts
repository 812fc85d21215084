import { expect, test } from 'vitest';

import { findNamed, notFoundText } from './find-function.ts';
import { helpText } from './help-text.ts';
import { parseCommand } from './parse-command.ts';

const noSettings = { isolation: null, timeLimitSeconds: null, memoryLimitMb: null, outputLimitMb: null };
const nothing = { texts: [], json: {}, version: null, entry: null, settings: noSettings, saves: [], isJson: false };

test('a run is read with all its options, in any order', () => {
  const typed = [
    'run',
    '--data-dir',
    '/d',
    'A/f',
    '--arg',
    'n=5',
    '--arg',
    'text=a=b',
    '--args',
    '{"m": [1]}',
    '--version',
    '1.0.0',
    '--time-limit',
    '1.5',
    '--memory-limit',
    '512',
    '--output-limit',
    '0.5',
    '--isolation',
    'fork',
    '--json',
  ];
  expect(parseCommand(typed)).toEqual({
    ok: true,
    value: {
      dataFolder: '/d',
      accountId: null,
      command: {
        name: 'run',
        target: 'A/f',
        texts: [
          ['n', '5'],
          ['text', 'a=b'],
        ],
        json: { m: [1] },
        version: '1.0.0',
        entry: null,
        settings: { isolation: 'fork', timeLimitSeconds: 1.5, memoryLimitMb: 512, outputLimitMb: 0.5 },
        saves: [],
        isJson: true,
      },
    },
  });
  expect(parseCommand(['run', './f.R', '--entry', 'g'])).toMatchObject({
    value: { command: { ...nothing, target: './f.R', entry: 'g' } },
  });
});

test('the other commands are read', () => {
  expect(parseCommand(['add', 'f.py', '--workspace', 'W', '--name', 'N', '--folder', 'A/B'])).toMatchObject({
    value: { command: { name: 'add', file: 'f.py', workspace: 'W', as: 'N', folder: 'A/B' } },
  });
  expect(parseCommand(['functions', '--json'])).toMatchObject({
    value: { command: { name: 'functions', isJson: true, workspace: null } },
  });
  expect(parseCommand(['runtimes'])).toMatchObject({ value: { command: { name: 'runtimes', isJson: false } } });
  expect(parseCommand(['db', 'rollback'])).toMatchObject({ value: { command: { name: 'db', action: 'rollback' } } });
  expect(parseCommand(['--version'])).toMatchObject({ value: { command: { name: 'version' } } });
});

test('a command may be about another account, by its id', () => {
  const id = '0193b8c0-0000-7000-8000-000000000001';
  expect(parseCommand(['functions', '--account', id])).toMatchObject({ value: { accountId: id } });
  expect(parseCommand(['db', 'status', '--account', 'personal'])).toMatchObject({ value: { accountId: 'personal' } });
  expect(parseCommand(['functions', '--account', '../personal'])).toMatchObject({
    failure: { sentence: expect.stringContaining('--account takes personal or the id of an account') },
  });
});

test.each([[[]], [['help']], [['--help']], [['-h']]])('%j shows the help', (typed) => {
  expect(parseCommand(typed)).toMatchObject({ value: { command: { name: 'help', text: helpText(null) } } });
});

test('each command has a help of its own', () => {
  for (const name of ['run', 'add', 'functions', 'runtimes', 'db'] as const) {
    expect(parseCommand([name, '--help'])).toMatchObject({
      value: { command: { name: 'help', text: helpText(name) } },
    });
    expect(parseCommand(['help', name])).toMatchObject({ value: { command: { text: helpText(name) } } });
  }
});

test.each([
  [['fly'], 'There is no command fly.'],
  [['run'], 'What is to be run is missing'],
  [['run', 'a', 'b'], 'run does not know what to do with b.'],
  [['run', 'a', '--arg', 'n'], '--arg takes NAME=VALUE'],
  [['run', 'a', '--args', '[1]'], '--args takes a JSON object'],
  [['run', 'a', '--time-limit', 'soon'], '--time-limit takes seconds'],
  [['run', 'a', '--memory-limit', '0'], '--memory-limit takes megabytes'],
  [['run', 'a', '--output-limit', '2GB'], '--output-limit takes megabytes, not "2GB"'],
  [['run', 'a', '--isolation', 'none'], '--isolation takes shared, fork, fresh, not "none"'],
  [['run', 'a', '--workspace', 'W'], 'run has no option --workspace.'],
  [['run', 'a', '--nonsense'], '--nonsense'],
  [['add', 'f.R'], 'The workspace is missing'],
  [['db', 'drop'], 'db takes status, migrate or rollback.'],
  [['functions', '--data-dir', ''], '--data-dir takes the path of a folder.'],
])('%j is refused with a sentence and the help of the command', (typed, sentence) => {
  const parsed = parseCommand(typed);
  expect(parsed).toMatchObject({ ok: false, failure: { kind: 'usage' } });
  expect(parsed.ok ? '' : parsed.failure.sentence).toContain(sentence);
});

const functions = [
  { workspace: 'Examples', folder: 'Models', name: 'ozone_model', it: 1 },
  { workspace: 'Examples', folder: '', name: 'fit', it: 2 },
  { workspace: 'Other', folder: '', name: 'fit', it: 3 },
  { workspace: 'Other', folder: '', name: 'Fit', it: 4 },
];

test.each([
  ['Examples/ozone_model', 1],
  ['examples/OZONE_MODEL', 1],
  ['Examples/Models/ozone_model', 1],
  ['ozone_model', 1],
  ['examples/fit', 2],
  ['Other/fit', 3],
  ['Other/Fit', 4],
])('%s is found', (word, it) => {
  expect(findNamed(functions, word)).toMatchObject({ ok: true, value: { it } });
});

test('what is not there is answered with what may have been meant, and what is there twice with both', () => {
  const none = findNamed(functions, 'Examples/ozon_modell');
  expect(none).toMatchObject({ ok: false, failure: { kind: 'none' } });
  expect(none.ok ? [] : none.failure.like[0]).toBe('Examples/ozone_model');
  expect(none.ok ? '' : notFoundText('function', none.failure)).toContain('Did you mean');
  expect(findNamed(functions, 'fit')).toEqual({
    ok: false,
    failure: { kind: 'several', word: 'fit', like: ['Examples/fit', 'Other/fit'] },
  });
  const empty = findNamed([], 'x');
  expect(empty.ok ? '' : notFoundText('function', empty.failure)).toBe(
    'There is no function named x, and none at all yet.',
  );
});

test('a table is saved as what the ending of its file says, by its place in the result or because there is only one', () => {
  const saves = (...texts: string[]) => {
    const parsed = parseCommand(['run', 'f', ...texts.flatMap((text) => ['--save', text])]);
    return parsed.ok && parsed.value.command.name === 'run' ? parsed.value.command.saves : parsed;
  };
  expect(saves('a.parquet', 'fit / rows=out/b.CSV', './x=y.feather')).toEqual([
    { table: null, file: 'a.parquet', format: 'parquet' },
    { table: 'fit / rows', file: 'out/b.CSV', format: 'csv' },
    { table: null, file: './x=y.feather', format: 'arrow' },
  ]);
  expect(saves('a.xlsx')).toMatchObject({ ok: false, failure: { sentence: expect.stringContaining('a.xlsx') } });
});
