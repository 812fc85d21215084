import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import type { Language } from '#shared/calls/language.ts';
import { languages } from '#shared/calls/language.ts';
import { valueToJson } from '#shared/values/value-json.ts';

import { setupRunner } from './runner.harness.ts';
import type { RunnerWorld } from './runner.harness.ts';

type Sources = { readonly [language in Language]: string };

const one: Sources = { python: 'def one(): return 1', r: 'one <- function() 1L', julia: 'one() = 1' };

/** Any call ends within this, on a machine with other work to do: the second that is promised, and starting a new session. */
const soonMs = 8000;

async function expectNextCall(world: RunnerWorld, language: Language): Promise<void> {
  expect(await world.valueOf({ language, source: one[language], entry: 'one' })).toBe(1n);
}

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

const failing: Sources = {
  python: 'def inner(x):\n    return x / 0\n\ndef outer():\n    return inner(1)\n',
  r: 'inner <- function(x) {\n  stop("no such thing")\n}\nouter <- function() {\n  inner(1)\n}\n',
  julia: 'function inner(x)\n  error("no such thing")\nend\nfunction outer()\n  return inner(1) + 1\nend\n',
};
const failingLines: { readonly [language in Language]: readonly number[] } = {
  python: [5, 2],
  r: [5, 2],
  julia: [5, 2],
};

test.each(languages)("an error in %s names the lines of the user's own source, innermost last", async (language) => {
  const { ask } = setupRunner();
  const { outcome } = await ask({ language, source: failing[language], entry: 'outer' });
  if (outcome.kind !== 'failed' || outcome.failure.kind !== 'function-error')
    throw new Error(JSON.stringify(outcome.kind));
  const { frames, trace, message } = outcome.failure;
  const own = frames.filter((frame) => frame.isUserSource && frame.line !== null);
  expect(message).toMatch(/division by zero|no such thing/);
  expect(trace).not.toBe('');
  expect(own.map((frame) => frame.line)).toEqual(failingLines[language]);
  expect(own.map((frame) => frame.functionName)).toEqual(['outer', 'inner']);
});

const wrongSyntax: Sources = {
  python: 'x = 1\ndef broken(:\n    pass\n',
  r: 'x <- 1\nbroken <- function( {\n  1 + + * 2\n}\n',
  julia: 'x = 1\nfunction broken()\n  1 + )\nend\n',
};

test.each(languages)('a syntax error in %s names its line', async (language) => {
  const world = setupRunner();
  const { outcome } = await world.ask({ language, source: wrongSyntax[language], entry: 'broken' });
  expect(outcome).toMatchObject({
    kind: 'failed',
    failure: { kind: 'syntax-error', line: expect.any(Number) },
  });
  await expectNextCall(world, language);
});

test.each(languages)('a function in %s that is not there is named, with those that are', async (language) => {
  const { ask } = setupRunner();
  const { outcome } = await ask({ language, source: failing[language], entry: 'summarise' });
  expect(outcome).toMatchObject({
    failure: {
      kind: 'entry-missing',
      entry: 'summarise',
      found: expect.arrayContaining(['inner', 'outer']),
    },
  });
});

const exiting: Sources = {
  python: 'import sys\ndef leave():\n    print("bye")\n    sys.exit(3)',
  r: 'leave <- function() { cat("bye\\n"); quit(status = 3) }',
  julia: 'function leave()\n  println("bye")\n  exit(3)\nend',
};

test.each(languages)('a function in %s that exits is a failure, and the next call works', async (language) => {
  const world = setupRunner();
  const { outcome, out } = await world.ask({ language, source: exiting[language], entry: 'leave' });
  expect(outcome.kind).toBe('failed');
  expect(out).toBe('bye\n');
  await expectNextCall(world, language);
});

const killing: Sources = {
  python: 'import os\ndef die(): os.write(2, b"last words\\n"); os.kill(os.getpid(), 9)',
  r: 'die <- function() { system("echo last words >&2"); tools::pskill(Sys.getpid(), 9L); Sys.sleep(5) }',
  julia: 'function die()\n  run(`sh -c "echo last words >&2"`)\n  ccall(:kill, Cint, (Cint, Cint), getpid(), 9)\nend',
};

test.each(languages)('a function in %s that kills its process is a failure with its last output', async (language) => {
  const world = setupRunner();
  const { outcome } = await world.ask({ language, source: killing[language], entry: 'die' });
  expect(outcome).toMatchObject({
    kind: 'failed',
    failure: { kind: 'session-died', signal: 'SIGKILL', lastOutput: expect.stringContaining('last words') },
  });
  await expectNextCall(world, language);
});

const looping: Sources = {
  python: 'import time\ndef spin():\n    while True: pass\ndef rest(): time.sleep(60)',
  r: 'spin <- function() while (TRUE) 1\nrest <- function() Sys.sleep(60)',
  julia: 'function spin()\n  x = 0\n  while true; x += 1; end\nend\nrest() = sleep(60)',
};

test.each(languages.flatMap((language) => ['spin', 'rest'].map((entry) => [language, entry] as const)))(
  'cancelling ends %s in %s, and the next call works',
  async (language, entry) => {
    const world = setupRunner();
    await expectNextCall(world, language);
    const cancel = new AbortController();
    setTimeout(() => {
      cancel.abort();
    }, 300);
    const startedMs = performance.now();
    const { outcome } = await world.ask({ language, source: looping[language], entry, signal: cancel.signal });
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'cancelled' } });
    expect(performance.now() - startedMs).toBeLessThan(soonMs);
    await expectNextCall(world, language);
  },
);

test.each(languages)('a time limit ends an endless loop in %s, and the next call works', async (language) => {
  const world = setupRunner();
  await expectNextCall(world, language);
  const { outcome } = await world.ask({ language, source: looping[language], entry: 'spin', timeLimitMs: 200 });
  expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'time-limit-reached', limitMs: 200 } });
  await expectNextCall(world, language);
});

const stubborn: Sources = {
  python:
    'def cling():\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass',
  r: 'cling <- function() repeat tryCatch(repeat 1, interrupt = function(i) NULL)',
  julia: 'function cling()\n  while true\n    try; while true; yield(); end; catch; end\n  end\nend',
};

test.each(languages)('a function in %s that ignores being interrupted is ended all the same', async (language) => {
  const world = setupRunner();
  const { outcome } = await world.ask({ language, source: stubborn[language], entry: 'cling', timeLimitMs: 300 });
  expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'time-limit-reached' } });
  await expectNextCall(world, language);
});

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

const holdingState: Sources = {
  python: 'count = 0\ndef step():\n    global count\n    count += 1\n    return count',
  r: 'count <- 0L\nstep <- function() {\n  count <<- count + 1L\n  count\n}',
  julia: 'count = 0\nfunction step()\n  global count += 1\n  return count\nend',
};

test.each(languages)('a source in %s is loaded once, and two sources do not see each other', async (language) => {
  const { valueOf } = setupRunner();
  const first = { language, source: holdingState[language], entry: 'step' };
  const second = { ...first, source: `${holdingState[language]}\n# another\n` };
  const got = [await valueOf(first), await valueOf(first), await valueOf(second), await valueOf(first)];
  expect(got.map(valueToJson)).toEqual([1, 2, 1, 3]);
});

const readingFile: Sources = {
  python: 'def read():\n    with open("note.txt") as file: return file.read()',
  r: 'read <- function() readLines("note.txt")',
  julia: 'read_note() = read("note.txt", String)',
};

test.each(languages)('a relative path in %s starts at the working folder', async (language) => {
  const { valueOf, folder } = setupRunner();
  writeFileSync(join(folder, 'note.txt'), 'Zürich');
  expect(
    await valueOf({ language, source: readingFile[language], entry: language === 'julia' ? 'read_note' : 'read' }),
  ).toBe('Zürich');
});

const readingSecrets: Sources = {
  python: 'import os\ndef secret(): return os.environ.get("TRIPTYCH_TEST_SECRET", "nothing")',
  r: 'secret <- function() Sys.getenv("TRIPTYCH_TEST_SECRET", "nothing")',
  julia: 'secret() = get(ENV, "TRIPTYCH_TEST_SECRET", "nothing")',
};

test.each(languages)("a function in %s does not see the app's environment", async (language) => {
  process.env['TRIPTYCH_TEST_SECRET'] = 'a token';
  const { valueOf } = setupRunner();
  expect(await valueOf({ language, source: readingSecrets[language], entry: 'secret' })).toBe('nothing');
});

const leavingFile: Sources = {
  python:
    'import subprocess\ndef begin(path): subprocess.Popen(["sh", "-c", f"sleep 2; touch {path}"]); import os; os.kill(os.getpid(), 9)',
  r: 'begin <- function(path) { system(paste0("(sleep 2; touch ", path, ")"), wait = FALSE); tools::pskill(Sys.getpid(), 9L); Sys.sleep(9) }',
  julia:
    'function begin_it(path)\n  run(`sh -c "sleep 2; touch $path"`, wait = false)\n  ccall(:kill, Cint, (Cint, Cint), getpid(), 9)\nend',
};

test.each(languages)('what a function in %s has started ends with its session', async (language) => {
  const { ask, folder } = setupRunner();
  const path = join(folder, 'left-behind');
  await ask({
    language,
    source: leavingFile[language],
    entry: language === 'julia' ? 'begin_it' : 'begin',
    args: [['path', path]],
  });
  await new Promise((resolve) => setTimeout(resolve, 2500));
  expect(existsSync(path)).toBe(false);
});

test('a session that has been given very many sources makes room for a fresh one, also when each of them failed', async () => {
  const { ask } = setupRunner();
  const processIds = new Set<string>();
  for (let draft = 0; draft <= 500; draft += 1) {
    const source = `import os\ndef f(): raise ValueError(os.getpid())  # draft ${String(draft)}`;
    const { outcome } = await ask({ language: 'python', source, entry: 'f' });
    if (outcome.kind === 'failed' && outcome.failure.kind === 'function-error') processIds.add(outcome.failure.message);
  }
  expect(processIds.size).toBe(2);
});

const saying = 'while :; do echo left behind; sleep 0.01; done';
const leaving: { readonly [language in 'python' | 'julia']: string } = {
  python: `import subprocess, time\ndef leave(): subprocess.Popen(["sh", "-c", "${saying}"]); time.sleep(0.05)`,
  julia: `leave() = (run(\`sh -c "${saying}"\`, devnull, stdout, stderr; wait=false); sleep(0.05); nothing)`,
};

test.each(['python', 'julia'] as const)(
  'a process that a function in %s leaves running is ended, and prints into no other call',
  async (language) => {
    const world = setupRunner();
    const left = await world.ask({ language, source: leaving[language], entry: 'leave' });
    expect([left.outcome.kind, left.out.includes('left behind')]).toEqual(['done', true]);
    for (let call = 0; call < 3; call += 1) {
      const { outcome, out, err } = await world.ask({ language, source: one[language], entry: 'one' });
      expect([outcome.kind, out, err]).toEqual(['done', '', '']);
    }
  },
);

const loop = 'while :; do echo left behind; sleep 0.01; done';
const orphaning = [
  ['of its own group', `(${loop}) &`],
  ['in a group of its own', `setsid sh -c '${loop}' &`],
] as const;
const starting: { readonly [language in Language]: (command: string) => string } = {
  python: (command) => `import os, time\ndef leave():\n    os.system(r"""${command}""")\n    time.sleep(0.05)`,
  r: (command) => `leave <- function() { system("${command}"); Sys.sleep(0.05); NULL }`,
  julia: (command) =>
    `leave() = (run(pipeline(Cmd(["sh", "-c", raw"${command}"]); stdout = stdout, stderr = stderr)); sleep(0.05); nothing)`,
};

test
  .skipIf(process.platform !== 'linux')
  .each(languages.flatMap((language) => orphaning.map(([where, command]) => [language, where, command] as const)))(
  'a process in %s whose parent has ended, %s, prints into no other call',
  async (language, _where, command) => {
    const world = setupRunner();
    const left = await world.ask({ language, source: starting[language](command), entry: 'leave' });
    expect([left.outcome.kind, left.out.includes('left behind')]).toEqual(['done', true]);
    for (let call = 0; call < 3; call += 1) {
      const { outcome, out, err } = await world.ask({ language, source: one[language], entry: 'one' });
      expect([outcome.kind, out, err]).toEqual(['done', '', '']);
    }
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

test('a file that a worker names and that lies elsewhere stays where it is', async () => {
  const { ask, folder } = setupRunner();
  const diary = join(folder, 'diary.txt');
  writeFileSync(diary, 'dear diary');
  const source = `from triptych_worker import output
def f(path): output.send(("artifact", "diary.txt", path))`;
  const { artifacts, err } = await ask({ language: 'python', source, entry: 'f', args: [['path', diary]] });
  expect([artifacts, readFileSync(diary, 'utf8')]).toEqual([[], 'dear diary']);
  expect(err).toContain('The file diary.txt was not kept: it does not lie in the folder of its session.');
});
