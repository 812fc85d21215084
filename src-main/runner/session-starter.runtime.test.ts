import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';

import type { Language } from '#shared/calls/language.ts';
import { languages } from '#shared/calls/language.ts';
import { assert } from '#shared/base/assert.ts';

import { setupRunner } from './runner.harness.ts';

const keepAndDie: { readonly [language in Language]: string } = {
  python:
    'import os, signal, tempfile\ndef keep(): return tempfile.mkdtemp()\ndef die(): os.kill(os.getpid(), signal.SIGKILL)',
  r: 'keep <- function() {\n  path <- tempfile()\n  dir.create(path)\n  path\n}\ndie <- function() tools::pskill(Sys.getpid(), 9L)',
  julia: 'keep() = mktempdir()\ndie() = ccall(:kill, Cint, (Cint, Cint), getpid(), 9)',
};

test.each(languages)(
  'what a session in %s keeps for a moment goes with it, also when it is killed',
  async (language) => {
    const { ask, valueOf } = setupRunner();
    const source = keepAndDie[language];
    const path = await valueOf({ language, source, entry: 'keep' });
    assert(typeof path === 'string', 'The path of a folder is a text.');
    expect(path).toContain('triptych-sessions-');
    expect(existsSync(path)).toBe(true);
    const { outcome } = await ask({ language, source, entry: 'die' });
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'session-died' } });
    await expect.poll(() => existsSync(path)).toBe(false);
  },
);
