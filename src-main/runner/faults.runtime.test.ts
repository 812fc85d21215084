import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';

import { isolations } from '#shared/calls/isolation.ts';
import type { Isolation } from '#shared/calls/isolation.ts';
import type { Language } from '#shared/calls/language.ts';
import { languages } from '#shared/calls/language.ts';
import { valueToJson } from '#shared/values/value-json.ts';
import type { Value } from '#shared/values/value.ts';

import { sessionProcesses } from './process-spy.ts';
import { setupRunner } from './runner.harness.ts';
import type { Answered, Asked, RunnerWorld } from './runner.harness.ts';

const isLinux = process.platform === 'linux';
const ways = languages.flatMap((language) => isolations.map((isolation) => [language, isolation] as const));

const sources: { readonly [language in Language]: string } = {
  python: `import time
def count(items): return len(items)
def rest():
    print("resting", flush=True)
    time.sleep(60)
def make(n):
    print("made", flush=True)
    return [str(i) for i in range(n)]`,
  r: `count <- function(items) length(items)
rest <- function() {
  cat("resting\\n")
  Sys.sleep(60)
}
make <- function(n) {
  cat("made\\n")
  as.list(as.character(seq_len(n) - 1))
}`,
  julia: `count(items) = length(items)
function rest()
  println("resting"); flush(stdout)
  sleep(60)
end
function make(n)
  println("made"); flush(stdout)
  Any[string(i) for i in 0:n-1]
end`,
};

type FaultWorld = RunnerWorld & {
  readonly asked: (entry: string, args?: Asked['args']) => Asked;
  /** Every session, also one that is being started. */
  readonly kill: () => void;
  /** The call ended in one of the two ways that are right, and the next one works, or was given to the dead and the next works. */
  readonly endsRight: (answered: Answered, value: Value) => Promise<boolean>;
};

async function setupFault(language: Language, isolation: Isolation): Promise<FaultWorld> {
  const world = setupRunner();
  const asked: FaultWorld['asked'] = (entry, args = []) => ({
    language,
    isolation,
    source: sources[language],
    entry,
    args,
  });
  expect(await world.valueOf(asked('count', [['items', [1n, 2n]]]))).toBe(2n);
  let killed: readonly number[] = [];
  return {
    ...world,
    asked,
    kill() {
      killed = sessionProcesses(world.folder);
      for (const id of killed) process.kill(id, 'SIGKILL');
    },
    async endsRight({ outcome }, value) {
      // A list of one kind may come as a column, which means the same.
      if (outcome.kind === 'done') expect(valueToJson(outcome.value)).toEqual(valueToJson(value));
      else expect(outcome.failure).toMatchObject({ kind: 'session-died', cause: 'killed' });
      await expect.poll(() => killed.some((id) => existsSync(`/proc/${String(id)}`))).toBe(false);
      // Until the core has been told of their ends, a call is given to the dead; that one ends as killed, too.
      const next = asked('count', [['items', [1n, 2n, 3n]]]);
      const { outcome: first } = await world.ask(next);
      if (first.kind === 'failed') expect(first.failure).toMatchObject({ kind: 'session-died', cause: 'killed' });
      return (first.kind === 'done' ? first.value : await world.valueOf(next)) === 3n;
    },
  };
}

const manyTexts = Array.from({ length: 200_000 }, (_, index) => String(index));

/** After a call has printed that its result is made: while it is written, or sent. */
const killedAfterMs = [0, 5, 20, 60] as const;

// All in one world: after each kill a session starts anew, which is what takes the time.
test.skipIf(!isLinux).each(ways)('a session in %s (%s) may be killed at any moment', async (language, isolation) => {
  const world = await setupFault(language, isolation);

  world.kill();
  const before = await world.ask(world.asked('count', [['items', [1n]]]));
  expect(await world.endsRight(before, 1n), 'before a call').toBe(true);

  const sending = world.ask(world.asked('count', [['items', manyTexts]]));
  setImmediate(world.kill);
  expect(await world.endsRight(await sending, BigInt(manyTexts.length)), 'while arguments are sent').toBe(true);

  const resting = await world.ask({ ...world.asked('rest'), onLog: world.kill });
  expect(resting.outcome).toMatchObject({ kind: 'failed', failure: { kind: 'session-died', cause: 'killed' } });
  expect(await world.endsRight(resting, null), 'while a call runs').toBe(true);

  for (const delayMs of killedAfterMs) {
    const killed = Promise.withResolvers<void>();
    let isHeard = false;
    const killSoon = (): void => {
      if (isHeard) return;
      isHeard = true;
      setTimeout(() => {
        world.kill();
        killed.resolve();
      }, delayMs);
    };
    const making = await world.ask({ ...world.asked('make', [['n', BigInt(manyTexts.length)]]), onLog: killSoon });
    await killed.promise;
    expect(await world.endsRight(making, manyTexts), `${String(delayMs)} ms after it began`).toBe(true);
  }
});

/** Writes bytes that mean nothing to the channel, or to whatever may be it. */
const rubbish: { readonly [language in Language]: string } = {
  python: `import os
def spoil():
    for name in os.listdir("/proc/self/fd"):
        try:
            if os.readlink(f"/proc/self/fd/{name}").startswith(("socket:", "/")) and int(name) > 2: os.write(int(name), b"\\0" + b"\\xff" * 100)
        except OSError: pass
    return 1`,
  r: `spoil <- function() {
  for (link in list.files("/proc/self/fd", full.names = TRUE)) {
    path <- Sys.readlink(link)
    if (!endsWith(path, "from-r")) next
    fifo <- file(path, "wb", raw = TRUE)
    writeBin(as.raw(c(0, rep(255, 6))), fifo)
    close(fifo)
  }
  1L
}`,
  julia: `function spoil()
  bytes = fill(0xff, 100)
  for fd in 3:30
    ccall(:write, Cssize_t, (Cint, Ptr{UInt8}, Csize_t), fd, bytes, length(bytes))
  end
  1
end`,
};

test.skipIf(!isLinux).each(ways)(
  'rubbish on the channel of %s (%s) ends the session, and the call once',
  async (language, isolation) => {
    const world = await setupFault(language, isolation);
    const { outcome } = await world.ask({
      language,
      isolation,
      source: rubbish[language],
      entry: 'spoil',
      timeLimitMs: 5000,
    });
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: { kind: expect.stringMatching(/^(session-died|time-limit-reached)$/) as string },
    });
    expect(await world.valueOf(world.asked('count', [['items', [1n]]]))).toBe(1n);
  },
);
