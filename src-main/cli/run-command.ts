import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { languageExtensions, languages } from '#shared/calls/language.ts';
import type { Language } from '#shared/calls/language.ts';
import type { ApiClient } from '#shared/features.ts';
import { argumentFromText } from '#shared/functions/fit-arguments.ts';
import { runEntity } from '#shared/functions/function-entities.ts';
import type { RunRecord, RunState } from '#shared/functions/function-entities.ts';
import type { LogPiece } from '#shared/functions/outcome.ts';
import type { Parameter } from '#shared/functions/parameter.ts';
import { readSignature } from '#shared/functions/read-signature.ts';
import { storedJson } from '#shared/functions/stored-json.ts';
import type { StoredJson } from '#shared/functions/stored-json.ts';
import type { Json } from '#shared/values/json.ts';

import { callCore, troubleOf, troubleText } from './call-core.ts';
import type { Trouble } from './call-core.ts';
import { findNamed, nearest, notFoundText } from './find-function.ts';
import { listFunctions } from './list-functions.ts';
import { openProgressLine } from './progress-line.ts';
import type { ProgressLine } from './progress-line.ts';
import { outputClosed, writeOutput } from './output.ts';
import type { RunCommand } from './parse-command.ts';
import { printRunJson, printTroubleJson } from './result-json.ts';
import { resultText } from './result-text.ts';
import { saveTables } from './save-tables.ts';

type Started = Result<{ readonly runId: string }, Trouble>;

const exitCodes: { readonly [state in RunState]: number } = {
  waiting: 1,
  running: 1,
  done: 0,
  failed: 1,
  timed_out: 124,
  cancelled: 130,
};

/** Runs a function, shows what it prints as it prints it, and what it gave. Answers the exit code. */
export async function runCommand(client: ApiClient, command: RunCommand): Promise<number> {
  const started = isSourceFile(command.target)
    ? await startFile(client, command)
    : await startFunction(client, command);
  if (!started.ok) return await tellTrouble(started.failure, command);
  const { runId } = started.value;
  const release = cancelOnInterrupt(client, runId);
  const progress = process.stderr.isTTY
    ? openProgressLine(client, runId, {
        write: (text) => process.stderr.write(text),
        columns: process.stderr.columns,
      })
    : undefined;
  try {
    const following = followLog(client, runId, { isJson: command.isJson, progress });
    const [log, run] = await Promise.all([following, waitForEnd(client, runId)]);
    progress?.close();
    if (command.isJson) await printRunJson(client, run, log);
    else {
      await writeOutput(await resultText(client, run));
      const failure = run.outcome?.failure ?? null;
      if (failure !== null && !outputClosed.aborted) process.stderr.write(`${troubleText(troubleOf(failure))}\n`);
    }
    const saved = run.state === 'done' ? await saveTables(client, run, command.saves) : ok(undefined);
    if (saved.ok) return exitCodes[run.state];
    process.stderr.write(`${troubleText(saved.failure)}\n`);
    return 1;
  } finally {
    progress?.close();
    release();
  }
}

/** Says why a run did not begin. */
export async function tellTrouble(trouble: Trouble, { isJson }: { readonly isJson: boolean }): Promise<number> {
  if (isJson) await printTroubleJson(trouble);
  else process.stderr.write(`${troubleText(trouble)}\n`);
  return 1;
}

/** The language that a file's ending names. */
export function languageOf(file: string): Language | undefined {
  const ending = path.extname(file).toLowerCase();
  return languages.find((language) => languageExtensions[language].toLowerCase() === ending);
}

function isSourceFile(target: string): boolean {
  return languageOf(target) !== undefined || /^\.{0,2}[/\\]/.test(target);
}

async function startFile(client: ApiClient, command: RunCommand): Promise<Started> {
  const language = languageOf(command.target);
  if (language === undefined)
    return fail({
      kind: 'language-unknown',
      message: `${command.target} is no source file: its name must end in .R, .jl or .py.`,
    });
  const source = await readSource(command.target);
  if (!source.ok) return source;
  const parameters = readSignature(language, source.value, command.entry)?.parameters ?? [];
  return await callCore(
    client.runs.startSource({
      language,
      fileName: path.basename(command.target),
      source: source.value,
      entry: command.entry,
      folder: process.cwd(),
      ...command.settings,
      arguments: argumentsOf(command, parameters),
    }),
  );
}

/** The text of a source file, or what is wrong with it. */
export async function readSource(file: string): Promise<Result<string, Trouble>> {
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file)));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT') return fail({ kind: 'file-missing', path: file, message: `There is no file at ${file}.` });
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      return fail({
        kind: 'file-unreadable',
        path: file,
        message: `${file} is not text in UTF-8. Save it in that encoding.`,
      });
    const reason = error instanceof Error ? error.message : String(error);
    return fail({ kind: 'file-unreadable', path: file, message: `${file} cannot be read: ${reason}.` });
  }
}

async function startFunction(client: ApiClient, command: RunCommand): Promise<Started> {
  const found = findNamed(await listFunctions(client), command.target);
  if (!found.ok)
    return fail({
      kind: found.failure.kind === 'none' ? 'function-not-found' : 'function-ambiguous',
      message: notFoundText('function', found.failure),
      like: found.failure.like,
    });
  if (command.entry !== null)
    return fail({
      kind: 'option-not-for-this',
      message: '--entry is for source files; a function of a workspace has its entry already.',
    });
  const { fn, versions } = found.value.it;
  const version =
    command.version === null ? null : versions.find((one) => one.version === command.version?.replace(/^v/, ''));
  if (version === undefined) {
    const like = nearest(
      versions.map((one) => one.version),
      command.version ?? '',
    );
    const known = like.length === 0 ? 'It has not been released yet.' : `There is ${like.join(', ')}.`;
    return fail({ kind: 'version-not-found', message: `${fn.name} has no version ${command.version ?? ''}. ${known}` });
  }
  return await callCore(
    client.runs.start({
      functionId: fn.id,
      versionId: version?.id ?? null,
      arguments: argumentsOf(command, (version ?? fn).metadata.parameters),
      ...command.settings,
      origin: 'command-line',
    }),
  );
}

/** A file that is there from the folder the person is in is that file; otherwise the workspace looks for it among its own. */
function argumentsOf({ json, texts }: RunCommand, parameters: readonly Parameter[]): { [name: string]: StoredJson } {
  const given: { [name: string]: StoredJson } = {};
  for (const [name, value] of Object.entries(json)) given[name] = storedJson(value as Json); // It came from JSON.parse.
  for (const [name, text] of texts) {
    const parameter = parameters.find((one) => one.name === name);
    const isHere = parameter?.type === 'table' && existsSync(text);
    given[name] = storedJson(argumentFromText(parameter, isHere ? path.resolve(text) : text));
  }
  return given;
}

type LogFollower = { readonly isJson: boolean; readonly progress: ProgressLine | undefined };

async function followLog(
  client: ApiClient,
  runId: string,
  { isJson, progress }: LogFollower,
): Promise<readonly LogPiece[]> {
  const log: LogPiece[] = [];
  for await (const { pieces } of await client.runs.watchLog({ runId })) {
    if (isJson) log.push(...pieces);
    else {
      for (const { stream, text } of pieces) {
        progress?.giveWay(text);
        if (stream === 'out') await writeOutput(text);
        else process.stderr.write(text);
      }
    }
  }
  return log;
}

async function waitForEnd(client: ApiClient, runId: string): Promise<RunRecord> {
  const gone = new AbortController();
  try {
    for await (const event of await client.records.watch(
      { entity: runEntity.name, where: { id: runId } },
      { signal: gone.signal },
    )) {
      const records = event.kind === 'reset' ? event.records : event.upserts;
      const run = records.map((record) => runEntity.schema.parse(record)).find(({ id }) => id === runId);
      if (run !== undefined && run.state !== 'waiting' && run.state !== 'running') return run;
    }
  } finally {
    gone.abort();
  }
  throw new Error('Triptych ended before the run did. Its record will say that it was interrupted.');
}

/**
 * The first Ctrl+C cancels the run, whose end is then told as usual; the second ends the command at once. A run whose output
 * nobody reads any more is cancelled too.
 */
function cancelOnInterrupt(client: ApiClient, runId: string): () => void {
  let isCancelling = false;
  const interrupt = (): void => {
    if (isCancelling) process.exit(exitCodes.cancelled);
    cancel();
  };
  const cancel = (): void => {
    isCancelling = true;
    client.runs
      .cancel({ runId })
      .catch((error: unknown) => process.stderr.write(`The run could not be cancelled: ${String(error)}\n`));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  outputClosed.addEventListener('abort', cancel);
  return () => {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    outputClosed.removeEventListener('abort', cancel);
  };
}
