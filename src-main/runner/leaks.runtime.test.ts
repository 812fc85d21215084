import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';

import { isolations } from '#shared/calls/isolation.ts';
import type { Language } from '#shared/calls/language.ts';
import { languages } from '#shared/calls/language.ts';

import { openDescriptors, sessionProcesses, zombies } from './process-spy.ts';
import { setupRunner } from './runner.harness.ts';

const sources: { readonly [language in Language]: string } = {
  python: 'import os\ndef add(x): return x + 1\ndef die(x): os._exit(3)\ndef fail(x): raise ValueError("no")',
  r: 'add <- function(x) x + 1\ndie <- function(x) tools::pskill(Sys.getpid(), 9L)\nfail <- function(x) stop("no")',
  julia: 'add(x) = x + 1\ndie(x) = ccall(:_exit, Cvoid, (Cint,), 3)\nfail(x) = error("no")',
};

/** A call of its own process costs Julia a start. */
const roundCounts: { readonly [language in Language]: number } = { python: 15, r: 15, julia: 2 };

test.skipIf(process.platform !== 'linux')(
  'after hundreds of calls nothing is left: no descriptor, FIFO, folder, process or zombie',
  async () => {
    const world = setupRunner();
    const round = async (language: Language): Promise<void> => {
      for (const isolation of isolations)
        for (const entry of ['add', 'fail', 'add', ...(isolation === 'fresh' ? [] : ['die'])])
          await world.ask({ language, isolation, source: sources[language], entry, args: [['x', 1.5]] });
    };
    for (const language of languages) await round(language);
    await settle();
    const before = openDescriptors();
    for (const language of languages)
      for (let index = 0; index < roundCounts[language]; index += 1) await round(language);
    await settle();
    expect(openDescriptors()).toEqual(before);
    expect(zombies()).toEqual([]);
    await world.runner.close();
    await expect.poll(() => sessionProcesses(world.folder)).toEqual([]);
    expect(readdirSync(world.folder)).toEqual(['cache']);

    /** Each language has its session, its forking one where it forks, and a spare. */
    async function settle(): Promise<void> {
      let last = '';
      await expect
        .poll(
          () => {
            const now = JSON.stringify([openDescriptors(), sessionProcesses(world.folder)]);
            const isSame = now === last;
            last = now;
            return isSame;
          },
          { interval: 1500, timeout: 30_000 },
        )
        .toBe(true);
    }
  },
  300_000, // Julia starts a dozen times, on a machine with other work to do.
);
