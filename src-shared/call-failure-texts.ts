import { formatMegabytes } from './base/format-megabytes.ts';
import type { CallFailure } from './calls/call-failure.ts';
import { languageNames } from './calls/language.ts';
import { describeError, userFrame } from './calls/describe-error.ts';
import type { FailureTexts } from './failure-text.ts';
import { howToInstall } from './install-texts.ts';
import { duration, listed, sentence } from './sentence-parts.ts';

/** A call that was carried out, or could not be: what R, Julia, Python and their processes come to. */
export const callTexts = {
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
} satisfies Partial<FailureTexts>;

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
