import { parseArgs } from 'node:util';

import { isAccountId } from '#shared/base/account-id.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { isolations } from '#shared/calls/isolation.ts';
import type { SettingsForRun } from '#shared/functions/call-settings.ts';
import { tableFormatOf } from '#shared/functions/table-format.ts';

import { helpText } from './help-text.ts';
import type { CommandName } from './help-text.ts';
import type { TableSave } from './save-tables.ts';

/** What was asked for at the command line, past its grammar. */
export type Command =
  | { readonly name: 'help'; readonly text: string }
  | { readonly name: 'version' }
  | RunCommand
  | {
      readonly name: 'add';
      readonly file: string;
      readonly workspace: string;
      readonly as: string | null;
      readonly folder: string;
    }
  | { readonly name: 'functions'; readonly isJson: boolean; readonly workspace: string | null }
  | { readonly name: 'runtimes'; readonly isJson: boolean }
  | { readonly name: 'db'; readonly action: 'status' | 'migrate' | 'rollback' };

export type RunCommand = {
  readonly name: 'run';
  /** WORKSPACE/FUNCTION, or the path of a source file. */
  readonly target: string;
  /** Text by parameter, as typed. */
  readonly texts: readonly (readonly [parameter: string, text: string])[];
  /** Of --args; a parameter that is also in `texts` is taken from there. */
  readonly json: { readonly [parameter: string]: unknown };
  readonly version: string | null;
  readonly entry: string | null;
  /** What is null is as the function's own settings say. */
  readonly settings: Omit<SettingsForRun, 'processLimit'>;
  readonly saves: readonly TableSave[];
  readonly isJson: boolean;
};

export type Parsed = {
  readonly command: Command;
  readonly dataFolder: string | null;
  /** Null for the account that is open, or was last. */
  readonly accountId: string | null;
};

/** A sentence for whoever typed it, and the help of the command it was about. */
export type UsageFailure = { readonly kind: 'usage'; readonly sentence: string; readonly help: string };

const options = {
  'data-dir': { type: 'string' },
  account: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'string' },
  json: { type: 'boolean' },
  arg: { type: 'string', multiple: true },
  args: { type: 'string' },
  entry: { type: 'string' },
  save: { type: 'string', multiple: true },
  isolation: { type: 'string' },
  'time-limit': { type: 'string' },
  'memory-limit': { type: 'string' },
  'output-limit': { type: 'string' },
  workspace: { type: 'string', short: 'w' },
  name: { type: 'string' },
  folder: { type: 'string' },
} as const;

type OptionName = keyof typeof options;

const optionsOf: { readonly [name in CommandName]: readonly OptionName[] } = {
  run: ['arg', 'args', 'version', 'entry', 'isolation', 'time-limit', 'memory-limit', 'output-limit', 'save', 'json'],
  add: ['workspace', 'name', 'folder'],
  functions: ['json', 'workspace'],
  runtimes: ['json'],
  db: [],
};

const commonOptions: readonly OptionName[] = ['data-dir', 'account', 'help'];

const usualPlace = { dataFolder: null, accountId: null };

/** Reads what was typed after `triptych`. */
export function parseCommand(typed: readonly string[]): Result<Parsed, UsageFailure> {
  const [first = ''] = typed;
  if (first === '' || first === 'help' || first === '--help' || first === '-h') {
    const about = typed[1] ?? '';
    return ok({ command: { name: 'help', text: helpText(isCommandName(about) ? about : null) }, ...usualPlace });
  }
  if (first === '--version' || first === '-v') return ok({ command: { name: 'version' }, ...usualPlace });
  const given = readOptions(typed);
  if (!given.ok) return given;
  const { values, positionals } = given.value;
  const [name = '', ...rest] = positionals;
  if (!isCommandName(name)) return refuse(name === '' ? 'A command is missing.' : `There is no command ${name}.`, null);
  if (values.help === true) return ok({ command: { name: 'help', text: helpText(name) }, ...usualPlace });
  const stray = Object.keys(values).find(
    (option) => ![...commonOptions, ...optionsOf[name]].some((known) => known === option),
  );
  if (stray !== undefined) return refuse(`${name} has no option --${stray}.`, name);
  if (values['data-dir'] === '') return refuse('--data-dir takes the path of a folder.', name);
  if (values.account !== undefined && !isAccountId(values.account))
    return refuse(`--account takes personal or the id of an account, not "${values.account}".`, name);
  const command = readCommand(name, rest, values);
  if (!command.ok) return command;
  return ok({ command: command.value, dataFolder: values['data-dir'] ?? null, accountId: values.account ?? null });
}

type Values = Extract<ReturnType<typeof readOptions>, { readonly ok: true }>['value']['values'];

function readOptions(typed: readonly string[]) {
  try {
    return ok(parseArgs({ args: [...typed], options, allowPositionals: true, strict: true }));
  } catch (error) {
    // parseArgs says in a sentence which option it does not know or which one lacks its value.
    const name = typed.find(isCommandName) ?? null;
    return refuse(error instanceof Error ? error.message : String(error), name);
  }
}

function readCommand(name: CommandName, rest: readonly string[], values: Values): Result<Command, UsageFailure> {
  const [first, second] = rest;
  const isJson = values.json === true;
  const extra = (count: number) =>
    rest.length > count ? refuse(`${name} does not know what to do with ${rest[count] ?? ''}.`, name) : undefined;
  switch (name) {
    case 'run':
      if (first === undefined)
        return refuse('What is to be run is missing: WORKSPACE/FUNCTION or a source file.', name);
      return extra(1) ?? readRun(first, values);
    case 'add':
      if (first === undefined) return refuse('The source file is missing.', name);
      if (values.workspace === undefined) return refuse('The workspace is missing: --workspace NAME.', name);
      return (
        extra(1) ??
        ok({ name, file: first, workspace: values.workspace, as: values.name ?? null, folder: values.folder ?? '' })
      );
    case 'functions':
      return extra(0) ?? ok({ name, isJson, workspace: values.workspace ?? null });
    case 'runtimes':
      return extra(0) ?? ok({ name, isJson });
    case 'db':
      if (first !== 'status' && first !== 'migrate' && first !== 'rollback')
        return refuse('db takes status, migrate or rollback.', name);
      return second === undefined
        ? ok({ name, action: first })
        : refuse(`db does not know what to do with ${second}.`, name);
  }
}

function readRun(target: string, values: Values): Result<Command, UsageFailure> {
  const texts: (readonly [string, string])[] = [];
  for (const argument of values.arg ?? []) {
    const at = argument.indexOf('=');
    if (at < 1) return refuse(`--arg takes NAME=VALUE, not "${argument}".`, 'run');
    texts.push([argument.slice(0, at), argument.slice(at + 1)]);
  }
  const json = readJson(values.args ?? '{}');
  if (json === undefined)
    return refuse(`--args takes a JSON object such as {"n": 5}, not ${values.args ?? ''}.`, 'run');
  const settings = readSettings(values);
  if (!settings.ok) return settings;
  const saves: TableSave[] = [];
  for (const text of values.save ?? []) {
    const save = readSave(text);
    if (save === undefined)
      return refuse(`--save takes FILE or TABLE=FILE, and FILE ends in ${endings}: not "${text}".`, 'run');
    saves.push(save);
  }
  return ok({
    name: 'run',
    target,
    texts,
    json,
    version: values.version ?? null,
    entry: values.entry ?? null,
    settings: settings.value,
    saves,
    isJson: values.json === true,
  });
}

const endings = '.csv, .parquet, .arrow, .feather or .ipc';
const endingPattern = /\.(csv|parquet|pq|arrow|feather|ipc)$/i;

/** The table is named before the first `=`; a file whose own name has one is given with its folder, `./a=b.csv`. */
function readSave(text: string): TableSave | undefined {
  const at = /^[./\\~]/.test(text) ? -1 : text.indexOf('=');
  const file = text.slice(at + 1);
  const format = endingPattern.test(file) ? tableFormatOf(file) : undefined;
  return format === undefined ? undefined : { table: at === -1 ? null : text.slice(0, at), file, format };
}

function readSettings(values: Values): Result<RunCommand['settings'], UsageFailure> {
  const isolation = isolations.find((one) => one === values.isolation) ?? null;
  if (values.isolation !== undefined && isolation === null)
    return refuse(`--isolation takes ${isolations.join(', ')}, not "${values.isolation}".`, 'run');
  const limits: (number | null)[] = [];
  for (const { option, unit } of limitOptions) {
    const text = values[option];
    const limit = text === undefined ? null : Number(text);
    if (limit !== null && !(limit > 0 && limit < 1e7))
      return refuse(`--${option} takes ${unit}, not "${text ?? ''}".`, 'run');
    limits.push(limit);
  }
  const [timeLimitSeconds, memoryLimitMb, outputLimitMb] = limits;
  return ok({ isolation, timeLimitSeconds, memoryLimitMb, outputLimitMb });
}

const limitOptions = [
  { option: 'time-limit', unit: 'seconds' },
  { option: 'memory-limit', unit: 'megabytes' },
  { option: 'output-limit', unit: 'megabytes' },
] as const;

function readJson(text: string): { readonly [name: string]: unknown } | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : undefined;
  } catch {
    return undefined;
  }
}

function isCommandName(word: string): word is CommandName {
  return Object.hasOwn(optionsOf, word);
}

function refuse(sentence: string, about: CommandName | null): Result<never, UsageFailure> {
  return fail({ kind: 'usage', sentence, help: helpText(about) });
}
