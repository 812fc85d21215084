import path from 'node:path';

import { languageNames } from '#shared/calls/language.ts';
import type { RuntimeState } from '#shared/calls/runtime-state.ts';
import type { ApiClient } from '#shared/features.ts';
import { howToInstall } from '#shared/install-texts.ts';

import { callCore, troubleText } from './call-core.ts';
import { nearest } from './find-function.ts';
import { describeFunction, listFunctions, listWorkspaces } from './list-functions.ts';
import type { Command } from './parse-command.ts';
import { alignColumns } from './print-columns.ts';
import { languageOf, readSource } from './run-command.ts';

type CommandOf<N extends Command['name']> = Extract<Command, { readonly name: N }>;

export async function functionsCommand(
  client: ApiClient,
  { workspace, isJson }: CommandOf<'functions'>,
): Promise<number> {
  const all = await listFunctions(client);
  const wanted =
    workspace === null ? all : all.filter((one) => one.workspace.toLowerCase() === workspace.toLowerCase());
  if (workspace !== null && wanted.length === 0) {
    const names = (await listWorkspaces(client)).map(({ name }) => name);
    if (!names.some((name) => name.toLowerCase() === workspace.toLowerCase()))
      return tell(workspaceMissing(workspace, names));
  }
  const described = wanted.map(describeFunction);
  if (isJson) process.stdout.write(`${JSON.stringify(described, null, 2)}\n`);
  else if (described.length === 0)
    process.stdout.write('There are no functions yet. Put one in: triptych add FILE --workspace NAME\n');
  else {
    const rows = described.map((one) => [
      `${one.workspace}/${one.name}`,
      languageNames[one.language],
      one.version ?? 'draft',
      one.folder,
      one.documentation.split('\n')[0] ?? '',
    ]);
    process.stdout.write(alignColumns(['Function', 'Language', 'Version', 'Folder', 'What it does'], rows));
  }
  return 0;
}

export async function runtimesCommand(client: ApiClient, { isJson }: CommandOf<'runtimes'>): Promise<number> {
  const states = await foundRuntimes(client);
  if (isJson) {
    const listed = states.map(({ language, chosen, condition, candidates }) => ({
      language,
      version: chosen?.version ?? null,
      path: chosen?.path ?? null,
      condition: condition.kind,
      candidates,
    }));
    process.stdout.write(`${JSON.stringify(listed, null, 2)}\n`);
    return 0;
  }
  const rows = states.map(({ language, chosen }) => [
    languageNames[language],
    chosen?.version ?? 'not found',
    chosen?.path ?? '',
  ]);
  process.stdout.write(alignColumns(['Language', 'Version', 'Path'], rows));
  for (const { language, chosen } of states) {
    if (chosen === null)
      process.stdout.write(`\n${languageNames[language]}: ${howToInstall(language, process.platform)}\n`);
  }
  return 0;
}

/** The states once nothing is being looked for any more. */
async function foundRuntimes(client: ApiClient): Promise<readonly RuntimeState[]> {
  const done = new AbortController();
  try {
    for await (const states of await client.runtimes.watch(undefined, { signal: done.signal })) {
      if (states.every(({ condition }) => condition.kind !== 'looking')) return states;
    }
    return [];
  } finally {
    done.abort();
  }
}

export async function addCommand(client: ApiClient, command: CommandOf<'add'>): Promise<number> {
  const language = languageOf(command.file);
  if (language === undefined) return tell(`${command.file} is no source file: its name must end in .R, .jl or .py.`);
  const source = await readSource(command.file);
  if (!source.ok) return tell(troubleText(source.failure));
  const workspaces = await listWorkspaces(client);
  const known = workspaces.find(({ name }) => name.toLowerCase() === command.workspace.toLowerCase());
  const workspace =
    known === undefined ? await callCore(client.workspaces.create({ name: command.workspace })) : undefined;
  if (workspace?.ok === false) return tell(troubleText(workspace.failure));
  const workspaceId = known?.id ?? workspace?.value.id ?? '';
  const name = command.as ?? path.basename(command.file, path.extname(command.file));
  const created = await callCore(
    client.functions.create({ workspaceId, name, folder: command.folder, language, source: source.value }),
  );
  if (!created.ok) return tell(troubleText(created.failure));
  const added = (await listFunctions(client)).find(({ it }) => it.fn.id === created.value.id);
  process.stdout.write(`${added === undefined ? name : `${added.workspace}/${added.name}`}\n`);
  if (added?.it.fn.metadata.entry === '')
    process.stderr.write('No function was found in it, so it cannot be run yet.\n');
  return 0;
}

function workspaceMissing(word: string, names: readonly string[]): string {
  if (names.length === 0) return `There is no workspace named ${word}, and none at all yet.`;
  return `There is no workspace named ${word}. Did you mean ${nearest(names, word).join(', ')}?`;
}

function tell(sentence: string): number {
  process.stderr.write(`${sentence}\n`);
  return 1;
}
