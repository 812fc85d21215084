import { expect, test } from 'vitest';

import { languages } from '#shared/calls/language.ts';

import { setupRunner } from './runner.harness.ts';
import { expectNextCall } from './session-calls.harness.ts';
import type { Sources } from './session-calls.harness.ts';

const printing: Sources = {
  python:
    'import sys\ndef speak():\n    print("one"); print("two", file=sys.stderr); print("three, no line end", end="")\n    return 3',
  r: 'speak <- function() {\n  cat("one\\n"); message("two"); cat("three, no line end")\n  3L\n}',
  julia: 'function speak()\n  println("one"); println(stderr, "two"); print("three, no line end")\n  3\nend',
};

test.each(languages)('what a function in %s prints comes in its streams, all of it', async (language) => {
  const { ask } = setupRunner();
  const answered = await ask({ language, source: printing[language], entry: 'speak' });
  expect({ ...answered, outcome: answered.outcome.kind }).toMatchObject({
    outcome: 'done',
    out: 'one\nthree, no line end',
    err: 'two\n',
    plots: [],
  });
});

const linesInOrder: Sources = {
  python: 'import sys\ndef speak():\n    for i in range(200): print(i, file=sys.stderr if i % 3 == 0 else sys.stdout)',
  r: 'speak <- function() for (i in 0:199) if (i %% 3 == 0) message(i) else cat(i, "\\n", sep = "")',
  julia: 'speak() = for i in 0:199 println(i % 3 == 0 ? stderr : stdout, i) end',
};

test.each(languages)('lines of both streams in %s keep their order', async (language) => {
  const { ask } = setupRunner();
  let lines = '';
  await ask({ language, source: linesInOrder[language], entry: 'speak', onLog: (_stream, text) => (lines += text) });
  expect(lines).toBe(Array.from({ length: 200 }, (_, index) => `${String(index)}\n`).join(''));
});

const belowTheLanguage: Sources = {
  python: 'import os\ndef speak(i): os.write(1, b"raw %d\\n" % i); return i',
  r: 'speak <- function(i) { system(paste("echo raw", i)); i }',
  julia:
    'function speak(i)\n  text = "raw $i\\n"\n  ccall(:write, Cssize_t, (Cint, Ptr{UInt8}, Csize_t), 1, text, sizeof(text))\n  i\nend',
};

test.each(languages)(
  'what is written below %s belongs to the call that wrote it, and none is lost',
  async (language) => {
    const { ask } = setupRunner();
    const count = language === 'r' ? 30 : 500; // R starts a shell each time.
    const heard: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const { out } = await ask({
        language,
        source: belowTheLanguage[language],
        entry: 'speak',
        args: [['i', BigInt(index)]],
      });
      heard.push(out);
    }
    expect(heard).toEqual(Array.from({ length: count }, (_, index) => `raw ${String(index)}\n`));
  },
);

const flooding: Sources = {
  python: 'def flood():\n    for _ in range(1_000_000): print("x" * 99)',
  r: 'flood <- function() { line <- strrep("x", 99); for (i in 1:1000000) cat(line, "\\n", sep = "") }',
  julia: 'function flood()\n  line = "x"^99\n  for _ in 1:1_000_000; println(line); end\nend',
};

test.each(languages)(
  'a function in %s that prints 100 MB is ended at its limit, without taking the memory',
  async (language) => {
    const world = setupRunner();
    const before = process.memoryUsage().rss;
    const { outcome, out } = await world.ask({
      language,
      source: flooding[language],
      entry: 'flood',
      outputBytesMax: 1_000_000,
    });
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'output-limit-reached', limitBytes: 1_000_000 } });
    expect(out.length).toBe(1_000_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
    await expectNextCall(world, language);
  },
);

test('a password of the proxy reaches the function, and neither what it prints nor how it fails', async () => {
  const proxy = 'http://ada:s3cret@proxy.example:3128';
  const { ask } = setupRunner({ environment: { ...process.env, HTTPS_PROXY: proxy, no_proxy: 'localhost' } });
  const source = `import os, sys
def f():
    proxy = os.environ["HTTPS_PROXY"]
    print(proxy)
    os.write(2, proxy.encode())
    raise OSError(f"{len(proxy)} {os.environ['no_proxy']} via {proxy}")`;
  const { outcome, out, err } = await ask({ language: 'python', source, entry: 'f' });
  expect(out).toBe('http://ada:***@proxy.example:3128\n');
  expect(err).toContain('http://ada:***@proxy.example:3128');
  expect(outcome).toMatchObject({
    failure: { message: `${String(proxy.length)} localhost via http://ada:***@proxy.example:3128` },
  });
  expect(JSON.stringify(outcome)).not.toContain('s3cret');
});
