/*
 * The sentences a person reads when something failed, for the window and for the command line alike.
 *
 * `title` says what happened, `detail` what it means here, `remedy` what to do; a part that would only repeat another is
 * empty. A kind of failure without an entry below does not compile.
 */
import { formatMegabytes } from './base/format-megabytes.ts';
import type { CallCause, CallFailure, CallFrame } from './calls/call-failure.ts';
import { languageNames } from './calls/language.ts';
import type { Failure } from './features.ts';
import { howToInstall } from './install-texts.ts';

export type FailureText = { readonly title: string; readonly detail: string; readonly remedy: string };

type Kind = Failure['kind'];
type Texts = { readonly [K in Kind]: (failure: Extract<Failure, { kind: K }>, platform: string) => FailureText };

/** `platform` is Node's name of the operating system (`linux`, `darwin`, `win32`). */
export function failureText(failure: Failure, platform: string): FailureText {
  // The entry under a failure's own kind takes exactly that failure; the compiler cannot tie the two lookups together.
  const text = texts[failure.kind] as (failure: Failure, platform: string) => FailureText;
  return text(failure, platform);
}

/** The innermost frame that is in the person's own source: where to look first. */
export function userFrame(frames: readonly CallFrame[]): CallFrame | undefined {
  return frames.findLast((frame) => frame.isUserSource && frame.line !== null);
}

/** The line of the person's own source at which a call failed, counted from 1. */
export function lineOfFailure(failure: Failure): number | null {
  if (failure.kind === 'syntax-error') return failure.line;
  return 'frames' in failure ? (userFrame(failure.frames)?.line ?? null) : null;
}

/** What an error came of, a sentence for each, nearest first. */
export function causeTexts(failure: Failure): readonly string[] {
  if (failure.kind !== 'function-error') return [];
  return failure.causes.map((cause) => {
    const frame = userFrame(cause.frames);
    return `It came of ${describeError(cause)}${frame === undefined ? '' : ` (line ${String(frame.line)})`}`;
  });
}

/** What every error of a language is says nothing, and is left out. */
const plainClasses: ReadonlySet<string> = new Set(['', 'error', 'simpleError', 'Exception', 'ErrorException']);

/** `KeyError: 'x'`. */
export function describeError({ errorClass, message }: Pick<CallCause, 'errorClass' | 'message'>): string {
  if (message === '') return errorClass;
  return plainClasses.has(errorClass) ? message : `${errorClass}: ${message}`;
}

const callTexts = {
  'function-error': (failure) => {
    const frame = userFrame(failure.frames);
    const place =
      frame === undefined
        ? ''
        : ` at line ${String(frame.line)}${frame.functionName === '' ? '' : `, in ${frame.functionName}`}`;
    return {
      title: `The function stopped with an error${place}`,
      detail: describeError(failure),
      remedy:
        frame === undefined
          ? ''
          : `Look at line ${String(frame.line)} of the source; the trace shows how it was reached.`,
    };
  },
  'syntax-error': ({ message, line, column }) => ({
    title: `The source cannot be read${line === null ? '' : ` beyond line ${String(line)}${column === null ? '' : `, column ${String(column)}`}`}`,
    detail: message,
    remedy: 'Correct the source there or just before it, often a bracket, a quote or a comma, and run again.',
  }),
  'entry-missing': ({ entry, found }) => ({
    title: `There is no function named ${entry} in the source`,
    detail: found.length === 0 ? 'Running the source defined no function.' : `It defines ${listed(found)}.`,
    remedy: `Name one function of the source ${entry}, or choose another one to run.`,
  }),
  'value-not-showable': ({ path, description }) => ({
    title: 'The result cannot be shown',
    detail: `${path === '' || path === '$' ? 'The function returned' : `At ${path} the function returned`} ${description}.`,
    remedy: 'Return numbers, text, dates, lists, named maps or tables; print the rest to see it in the log.',
  }),
  'argument-refused': ({ parameter, reason }) => ({
    title: `The argument ${parameter} could not be handed over`,
    detail: sentence(reason),
    remedy: `Give ${parameter} another value and run again.`,
  }),
  'time-limit-reached': ({ limitMs }) => ({
    title: `The function was ended at its time limit of ${duration(limitMs)}`,
    detail: 'What it had printed until then is in the log; there is no result.',
    remedy: "Give it less to do, or raise the time limit in the function's settings.",
  }),
  'output-limit-reached': ({ limitBytes }) => ({
    title: `The function was ended because it printed more than ${formatMegabytes(limitBytes)}`,
    detail: 'The log keeps the beginning of what it printed; there is no result.',
    remedy: "Print less, return the data as a table instead, or raise the output limit in the function's settings.",
  }),
  'memory-limit-reached': ({ limitBytes, reachedBytes }) => ({
    title: `The function was ended because it used more memory than its limit of ${formatMegabytes(limitBytes)}`,
    detail: `Its process and what it had started held ${formatMegabytes(reachedBytes)} when it was ended; there is no result.`,
    remedy: "Give it less data at a time, or raise the memory limit in the function's settings.",
  }),
  'process-limit-reached': ({ limit, reached }) => ({
    title: `The function was ended because it started more processes than its limit of ${String(limit)}`,
    detail: `There were ${String(reached)} of them when it was ended; there is no result.`,
    remedy: "Start fewer at a time, or raise the limit of processes in the function's settings.",
  }),
  'memory-exhausted': ({ message, frames }) => {
    const frame = userFrame(frames);
    return {
      title: `There was not enough memory${frame === undefined ? '' : ` at line ${String(frame.line)}`}`,
      detail: sentence(message),
      remedy: 'Give the function less data at a time, or close other programs, and run again.',
    };
  },
  'handle-gone': ({ parameter, description }) => ({
    title: `The kept value for ${parameter} is gone`,
    detail: `${description === '' ? 'It' : description} was in a session that has ended, or belonged to a run that was deleted.`,
    remedy: 'Run the function that made it again, and give the new value.',
  }),
  cancelled: () => ({ title: 'The run was cancelled', detail: 'There is no result.', remedy: '' }),
  'session-died': (failure) => ({
    title: deathTitle(failure),
    detail: [deathReasons[failure.cause].detail, lastOutput(failure)].filter(Boolean).join(' '),
    remedy: deathReasons[failure.cause].remedy,
  }),
  'runtime-missing': ({ language, lookedIn }, platform) => ({
    title: `No ${languageNames[language]} that works was found on this computer`,
    detail: `Looked in ${lookedIn.length === 0 ? 'the usual places' : listed(lookedIn)}.`,
    remedy: `${howToInstall(language, platform)} Then look for runtimes again in the settings, or start Triptych again.`,
  }),
  'runtime-broken': ({ language, path, reason }, platform) => ({
    title: `${languageNames[language]} at ${path} does not start`,
    detail: sentence(reason),
    remedy: `Choose another ${languageNames[language]} in the settings, or install it anew. ${howToInstall(language, platform)}`,
  }),
  interrupted: () => ({
    title: 'The run was interrupted',
    detail: 'Triptych ended while the function was running, so there is no result.',
    remedy: 'Run it again.',
  }),
  'result-not-kept': ({ reason }) => ({
    title: 'The function finished, but its result could not be kept',
    detail: `${sentence(reason)} Everything that was kept before is still there.`,
    remedy: 'Make room on the disk that holds the data folder, or return less, and run again.',
  }),
} satisfies Partial<Texts>;

const runTexts = {
  'argument-invalid': ({ parameter, expected, given }) => ({
    title: `The argument ${parameter} does not fit`,
    detail: `It takes ${expected}, and was given ${given}.`,
    remedy: `Give ${parameter} ${expected}.`,
  }),
  'argument-missing': ({ parameter }) => ({
    title: `The argument ${parameter} is missing`,
    detail: 'The function gives no default for it.',
    remedy: `Give ${parameter} a value.`,
  }),
  'argument-unknown': ({ parameter, known }) => ({
    title: `The function has no argument named ${parameter}`,
    detail: known.length === 0 ? 'It takes no arguments.' : `It takes ${listed(known)}.`,
    remedy: 'Look for a slip in the name, or leave it out.',
  }),
  'file-missing': ({ path }) => ({
    title: `There is no file at ${path}`,
    detail: "A path that does not start at the root is looked for in the workspace's files.",
    remedy: 'Choose the file again, or put it back where it was.',
  }),
  'file-unreadable': ({ path, reason }) => ({
    title: `The file ${path} cannot be read`,
    detail: sentence(reason),
    remedy: 'See that it is a file, that you may read it, and that no other program has locked it.',
  }),
  'csv-empty': ({ path }) => ({
    title: `The file ${path} is empty`,
    detail: 'It has no line, so there are no columns to make a table of.',
    remedy: 'Export it again from where it came from; the first line should hold the names of the columns.',
  }),
  'csv-ragged': ({ path, line, expected, found }) => ({
    title: `Line ${String(line)} of ${path} has ${counted(found, 'field')}, the lines before it have ${String(expected)}`,
    detail: 'A table needs the same number of fields in each line.',
    remedy: `Look at line ${String(line)}: a field that holds the delimiter must stand in double quotes, and each opening quote needs a closing one.`,
  }),
  'csv-not-text': ({ path, reason }) => ({
    title: `The file ${path} is not text that can be read as a table`,
    detail: sentence(reason),
    remedy:
      'Save it as CSV in UTF-8: in Excel choose "CSV UTF-8 (Comma delimited)", in LibreOffice the character set "Unicode (UTF-8)".',
  }),
  'table-unreadable': ({ path, format, reason }) => ({
    title: `The file ${path} cannot be read as ${format}`,
    detail: sentence(reason),
    remedy: `See that it is whole and that its ending says what it is: .parquet for Parquet; .arrow, .feather or .ipc for Arrow; .csv or .tsv for text.`,
  }),
  'table-column-refused': ({ path, column, reason }) => ({
    title: `The column ${column} of ${path} cannot be a table's column`,
    detail: sentence(`It ${reason}`),
    remedy: 'What each column of a file becomes is in docs/values.md.',
  }),
  'table-too-large': ({ path, sizeBytes, sizeBytesMax }) => ({
    title: `The file ${path} is too large to be handed over as a table`,
    detail: `It would take ${formatMegabytes(sizeBytes)} of memory, and the limit here is ${formatMegabytes(sizeBytesMax)}, half of what this computer has.`,
    remedy: 'Give the function the path as text and let it read the part that it needs, or make a smaller file.',
  }),
  'table-too-slow': ({ path, limitMs }) => ({
    title: `The file ${path} could not be read within ${counted(Math.round(limitMs / 1000), 'second')}`,
    detail: 'Reading it was given up. A file of its size takes a small part of that, so it is most likely broken.',
    remedy:
      'Make the file again with the program that wrote it. If it is as it should be, give the function the path as text and let it read the file itself.',
  }),
  'entry-not-found': ({ language }) => ({
    title: 'There is no function to run in the source',
    detail: `No top-level ${languageNames[language]} function was found in it.`,
    remedy: `Begin with ${{ python: '`def main():`', r: '`main <- function() {`', julia: '`function main()`' }[language]} and run again.`,
  }),
  'queue-full': ({ waiting }) => ({
    title: 'Too many runs are waiting',
    detail: `${counted(waiting, 'run')} ${waiting === 1 ? 'waits' : 'wait'} already, and no more are taken.`,
    remedy: 'Wait until some have ended, or cancel them.',
  }),
  'result-missing': () => ({
    title: 'The result is not kept any more',
    detail: 'Results of older runs are deleted to save room; the record of the run and its arguments stay.',
    remedy: 'Run it again with the same arguments.',
  }),
} satisfies Partial<Texts>;

const recordTexts = {
  'not-permitted': ({ permission }) => ({
    title: 'You may not do this',
    detail: `It needs the permission ${permission}, which your role does not have.`,
    remedy: 'Ask the owner of the workspace or an administrator for it.',
  }),
  'record-missing': ({ entity }) => ({
    title: `The ${spaced(entity)} is not on this device`,
    detail: 'It may have been deleted, here or elsewhere, or not have arrived yet.',
    remedy: 'Undo the deletion if it was yours, or choose another one.',
  }),
  'record-invalid': ({ entity, problems }) => ({
    title: `The ${spaced(entity)} cannot be kept like this`,
    detail: problems.map(sentence).join(' '),
    remedy: 'Correct it and try again; what was kept before is unchanged.',
  }),
  'disk-full': () => ({
    title: 'The disk is full',
    detail: 'Your last change was not kept; everything before it was.',
    remedy: 'Make room on the disk that holds the data folder, and try again.',
  }),
  'disk-read-only': () => ({
    title: 'The data folder cannot be written to',
    detail: 'Your last change was not kept; everything before it was.',
    remedy: 'Give yourself the right to write to the data folder, or start Triptych with another one (`--data-dir`).',
  }),
  'name-empty': () => ({
    title: 'A name is needed',
    detail: 'The name is empty.',
    remedy: 'Type at least one letter.',
  }),
  'name-too-long': ({ charsMax }) => ({
    title: 'The name is too long',
    detail: `A name has at most ${String(charsMax)} characters.`,
    remedy: 'Shorten it.',
  }),
  'edit-refused': ({ problems }) => ({
    title: 'This cannot be kept',
    detail: `${problems.map(sentence).slice(0, 5).join(' ')}${problems.length > 5 ? ` And ${String(problems.length - 5)} more.` : ''}`,
    remedy: 'Nothing was changed. Correct it and try again.',
  }),
  'project-read-only': ({ what }) => ({
    title: `You may only read ${what}`,
    detail: 'Your role in this project, or an exception to it, gives no right to change it.',
    remedy: 'Ask an owner of the project to give you the right.',
  }),
  'last-owner': () => ({
    title: 'A project needs an owner',
    detail: 'This person is the only one, and would not be one any more.',
    remedy: 'Make somebody else an owner first.',
  }),
  'change-superseded': ({ problems }) => ({
    title: 'This has been changed since',
    detail: `${problems.map(sentence).slice(0, 5).join(' ')}${problems.length > 5 ? ` And ${String(problems.length - 5)} more.` : ''}`,
    remedy: 'Nothing was taken back. Take it back nonetheless, or only the parts that are still as they were.',
  }),
  'project-full': ({ what, count, countMax }) => ({
    title: `A project holds at most ${countMax.toLocaleString('en')} ${what}`,
    detail: `With this it would have ${count.toLocaleString('en')}.`,
    remedy: 'Nothing was changed. Split the model into several projects.',
  }),
  'text-changed': () => ({
    title: 'The text has been changed elsewhere',
    detail: 'Another window saved it while what you typed was on its way, so nothing was written over it.',
    remedy: 'What you typed is still in the editor: type on, and the two are kept together.',
  }),
  'text-too-long': ({ charsMax }) => ({
    title: `A text has at most ${charsMax.toLocaleString('en')} characters`,
    detail: 'What you typed last was not kept.',
    remedy: 'Split the text into several.',
  }),
  'text-read-only': () => ({
    title: 'You may only read the texts of this project',
    detail: 'Your role, or an exception to it, gives no right to change them.',
    remedy: 'Ask an owner of the project to give you the right.',
  }),
  'version-invalid': ({ given }) => ({
    title: `${given === '' ? 'An empty text' : given} is not a version`,
    detail: 'A version is three numbers with dots between them, such as 1.0.0, and maybe a word after a hyphen.',
    remedy: 'Type a version such as 1.2.0.',
  }),
  'version-taken': ({ version }) => ({
    title: `Version ${version} has been released already`,
    detail: 'What a version was, it stays.',
    remedy: 'Choose a higher version.',
  }),
  'version-not-higher': ({ version, latest }) => ({
    title: `Version ${version} is not higher than ${latest}`,
    detail: `The latest release is ${latest}; each new one must be higher.`,
    remedy: 'Choose a higher version.',
  }),
  'draft-unchanged': ({ version }) => ({
    title: 'There is nothing new to release',
    detail: `The draft is the same as version ${version}.`,
    remedy: 'Change the source first, or use the version that is there.',
  }),
  'draft-changed': () => ({
    title: 'The draft has been changed elsewhere',
    detail: 'Another window saved it while this text was on its way, so this text was not written over it.',
    remedy: 'What you typed is still in the editor: type on, and the two are kept together.',
  }),
} satisfies Partial<Texts>;

const texts: Texts = { ...callTexts, ...runTexts, ...recordTexts };

type Death = Extract<CallFailure, { kind: 'session-died' }>;

function deathTitle({ exitCode, signal, cause }: Death): string {
  const how = signal === null ? (exitCode === null ? '' : ` (exit code ${String(exitCode)})`) : ` (${signal})`;
  switch (cause) {
    case 'exited':
      return `The function ended its own process${how}`;
    case 'killed':
      return `The process that ran the function was killed${how}`;
    case 'crashed':
      return `The process that ran the function crashed${how}`;
    case 'out-of-memory':
      return 'The computer ran out of memory, and ended the process that ran the function';
  }
}

const deathReasons: { readonly [cause in Death['cause']]: { readonly detail: string; readonly remedy: string } } = {
  exited: {
    detail: 'It did so instead of returning, so there is no result.',
    remedy: 'Take out calls such as quit(), exit() or os._exit(); the next run gets a fresh process.',
  },
  killed: {
    detail: 'Another program, a person or the function itself ended it by a signal, so there is no result.',
    remedy: 'Run it again: it gets a fresh process. Should it be killed again, look for what ends processes here.',
  },
  crashed: {
    detail: 'Compiled code that the function uses failed in a way that its language cannot catch.',
    remedy:
      'Look at the packages that it uses: another version, or less data at a time, may avoid it. The next run gets a fresh process.',
  },
  'out-of-memory': {
    detail: 'The system ends the process that holds the most when nothing is left; there is no result.',
    remedy:
      "Give the function less data at a time, or close other programs. A memory limit in the function's settings ends it before the computer suffers.",
  },
};

function lastOutput({ lastOutput: text }: Death): string {
  return text.trim() === '' ? '' : `Its last output: ${text.trim()}`;
}

const listedMax = 12;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, listedMax);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${String(rest)} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}

function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function duration(ms: number): string {
  if (ms < 1000) return `${String(ms)} ms`;
  return ms < 120_000
    ? counted(Number((ms / 1000).toFixed(1)), 'second')
    : counted(Number((ms / 60_000).toFixed(1)), 'minute');
}

/** `functionVersion` as a person says it. */
function spaced(entity: string): string {
  return entity.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || /[.!?:]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
