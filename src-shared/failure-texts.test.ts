import { expect, test } from 'vitest';

import { describeError } from './calls/describe-error.ts';
import type { Failure } from './features.ts';
import { causeTexts, failureText, lineOfFailure } from './failure-texts.ts';

const failures: readonly Failure[] = [
  {
    kind: 'function-error',
    message: 'no such column',
    errorClass: 'KeyError',
    trace: '',
    causes: [],
    frames: [
      { functionName: 'f', line: 7, file: 'f.py', isUserSource: true },
      { functionName: 'g', line: 1, file: 'lib.py', isUserSource: false },
    ],
  },
  { kind: 'syntax-error', message: 'unexpected )', line: 3, column: 5 },
  { kind: 'entry-missing', entry: 'f', found: ['g', 'h'] },
  { kind: 'value-not-showable', path: '$.a', description: 'a file handle' },
  { kind: 'argument-refused', parameter: 'n', reason: 'R has no integer of that size' },
  { kind: 'time-limit-reached', limitMs: 300_000 },
  { kind: 'output-limit-reached', limitBytes: 32 * 1024 * 1024 },
  { kind: 'memory-limit-reached', limitBytes: 2e9, reachedBytes: 2.1e9 },
  { kind: 'process-limit-reached', limit: 64, reached: 65 },
  { kind: 'memory-exhausted', message: 'cannot allocate a vector', frames: [] },
  { kind: 'handle-gone', parameter: 'model', description: 'lm, 12 elements' },
  { kind: 'cancelled' },
  { kind: 'session-died', exitCode: null, signal: 'SIGKILL', cause: 'killed', lastOutput: 'oops' },
  { kind: 'session-died', exitCode: 3, signal: null, cause: 'exited', lastOutput: '' },
  { kind: 'session-died', exitCode: null, signal: 'SIGSEGV', cause: 'crashed', lastOutput: '' },
  { kind: 'session-died', exitCode: null, signal: 'SIGKILL', cause: 'out-of-memory', lastOutput: '' },
  { kind: 'runtime-missing', language: 'julia', lookedIn: ['/usr/bin', '~/.juliaup'] },
  { kind: 'runtime-broken', language: 'r', path: '/usr/bin/R', reason: 'It ended at once' },
  { kind: 'interrupted' },
  { kind: 'result-not-kept', reason: 'The disk is full.' },
  { kind: 'argument-invalid', parameter: 'n', expected: 'a whole number', given: '"x"' },
  { kind: 'argument-missing', parameter: 'n' },
  { kind: 'argument-unknown', parameter: 'm', known: ['n'] },
  { kind: 'file-missing', path: 'a.csv' },
  { kind: 'file-unreadable', path: 'a.csv', reason: 'It is a folder' },
  { kind: 'csv-empty', path: 'a.csv' },
  { kind: 'csv-ragged', path: 'a.csv', line: 7, expected: 3, found: 1 },
  { kind: 'csv-not-text', path: 'a.csv', reason: 'It is not in UTF-8' },
  { kind: 'table-unreadable', path: 'a.parquet', format: 'Parquet', reason: 'it is cut off' },
  { kind: 'table-column-refused', path: 'a.parquet', column: 'x', reason: 'holds lists' },
  { kind: 'table-too-slow', path: 'a.parquet', limitMs: 61_000 },
  { kind: 'table-too-large', path: 'a.parquet', sizeBytes: 9e10, sizeBytesMax: 8e9 },
  { kind: 'entry-not-found', language: 'python' },
  { kind: 'queue-full', waiting: 1000 },
  { kind: 'result-missing', runId: 'x' },
  { kind: 'not-permitted', permission: 'function:run' },
  { kind: 'record-missing', entity: 'functionVersion', id: 'x' },
  { kind: 'record-invalid', entity: 'function', problems: ['name: too long'] },
  { kind: 'disk-full' },
  { kind: 'disk-read-only' },
  { kind: 'name-empty' },
  { kind: 'name-too-long', charsMax: 255 },
  { kind: 'version-invalid', given: '1.2' },
  { kind: 'version-taken', version: '1.0.0' },
  { kind: 'version-not-higher', version: '1.0.0', latest: '2.0.0' },
  { kind: 'draft-unchanged', version: '1.0.0' },
];

test.each(failures.map((failure) => [failure.kind, failure] as const))(
  '%s is told in sentences without a gap',
  (_kind, failure) => {
    for (const platform of ['linux', 'darwin', 'win32', 'freebsd']) {
      const { title, detail, remedy } = failureText(failure, platform);
      expect(title).toMatch(/^\S.*[^.\s]$/);
      for (const text of [detail, remedy]) {
        expect(text).toMatch(/^$|^\S/);
        expect(text).not.toMatch(/undefined|null|\.\.|  /);
      }
    }
  },
);

test('an error names the line in the source of the person, not the one in a library', () => {
  const [failure] = failures;
  if (failure === undefined) throw new Error('no failure');
  expect(failureText(failure, 'linux')).toEqual({
    title: 'The function stopped with an error at line 7, in f',
    detail: 'KeyError: no such column',
    remedy: 'Look at line 7 of the source; the trace shows how it was reached.',
  });
});

test('a language that is missing is explained with the way to install it on this system', () => {
  const missing: Failure = { kind: 'runtime-missing', language: 'r', lookedIn: [] };
  expect(failureText(missing, 'linux').remedy).toContain('sudo apt install r-base-core');
  expect(failureText(missing, 'darwin').remedy).toContain('brew install r');
  expect(failureText(missing, 'win32').remedy).toContain('winget install RProject.R');
  expect(failureText(missing, 'freebsd').remedy).toContain('https://cran.r-project.org/');
});

test('what an error came of is told by class, message and line, nearest first', () => {
  const frames = [{ functionName: 'load', line: 4, file: 'f.py', isUserSource: true }];
  const given: Failure = {
    kind: 'function-error',
    message: 'no model',
    errorClass: 'RuntimeError',
    trace: '',
    frames: [],
    causes: [
      { errorClass: 'KeyError', message: "'x'", frames },
      { errorClass: 'simpleError', message: 'gone', frames: [] },
    ],
  };
  expect(causeTexts(given)).toEqual(["It came of KeyError: 'x' (line 4)", 'It came of gone']);
  expect(lineOfFailure(given)).toBeNull();
  expect(lineOfFailure({ kind: 'memory-exhausted', message: '', frames })).toBe(4);
  expect(describeError({ errorClass: 'KeyError', message: '' })).toBe('KeyError');
});

test('a process that was killed, that crashed, that ended itself and that had no memory left are told apart', () => {
  const titles = (['exited', 'killed', 'crashed', 'out-of-memory'] as const).map(
    (cause) =>
      failureText({ kind: 'session-died', exitCode: null, signal: 'SIGKILL', cause, lastOutput: '' }, 'linux').title,
  );
  expect(new Set(titles).size).toBe(4);
});
