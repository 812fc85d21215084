import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import type { Value } from '#shared/values/value.ts';

import { setupSessions } from './one-session.harness.ts';
import { callFor, setupRunner } from './runner.harness.ts';
import type { Asked } from './runner.harness.ts';

const timeoutMs = 60_000;
const events = { onStart: () => undefined, onLog: () => undefined, onPlot: () => undefined };
const worker = 'Base.root_module(Base.PkgId("TriptychWorker"))';

/** Tells of a source whether the worker has it, and for how many lists of types `f` is compiled, its form with keywords, and `other`. */
const look = `
function compiled(method)
    found = method.specializations
    return found isa Core.SimpleVector ? count(index -> isassigned(found, index), 1:length(found)) : 1
end
function look(checksum)
    source = get(${worker}.sources, checksum, nothing)
    source === nothing && return nothing
    f, other = getfield(source.home, :f), getfield(source.home, :other)
    return join([compiled(first(methods(callable))) for callable in (f, Core.kwfunc(f), other)], ' ')
end`;

async function setupForeseen() {
  const { folder, open } = await setupSessions('julia');
  const session = await open('shared');
  const callOf = (asked: Omit<Asked, 'language'>) => callFor({ language: 'julia', ...asked }, folder);

  async function valueOf(asked: Omit<Asked, 'language'>): Promise<Value> {
    const outcome = await session.run(callOf(asked), events, new AbortController().signal);
    if (outcome.kind === 'done') return outcome.value;
    throw new Error(JSON.stringify(outcome.failure));
  }

  /** What is compiled once the call has been foreseen. A session that is called meanwhile leaves it, so it is told again. */
  async function foresee(asked: Omit<Asked, 'language'>, waitMs = 100): Promise<Value> {
    session.wake(callOf(asked));
    await wait(waitMs);
    const compiled = await valueOf({ source: look, entry: 'look', args: [['checksum', callOf(asked).checksum]] });
    return compiled ?? (await foresee(asked, 2 * waitMs));
  }

  return { folder, session, callOf, valueOf, foresee };
}

async function wait(ms: number): Promise<void> {
  await new Promise((resolve) => void setTimeout(resolve, ms));
}

test(
  'of a call that is foreseen the source is there before it, and the entry compiled for its arguments, but not called',
  async () => {
    const { folder, valueOf, foresee } = await setupForeseen();
    const source = `f(x; y = 1) = (touch(joinpath("${folder}", "called")); x + y)\nother(x; y = 1) = x`;
    const positional = { source, entry: 'f', args: [['x', 1n] as const] };
    expect(await foresee(positional)).toBe('1 0 0');
    expect(existsSync(join(folder, 'called'))).toBe(false);
    expect(await valueOf(positional)).toBe(2n);
    expect(existsSync(join(folder, 'called'))).toBe(true);
  },
  timeoutMs,
);

test(
  'of a call with keywords what takes them is compiled',
  async () => {
    const { valueOf, foresee } = await setupForeseen();
    const source = 'f(x; y = 1) = x + y\nother(x) = x';
    const foreseen = { source, entry: 'f', args: [['x', 1n] as const, ['y', 2n] as const] };
    expect(await foresee(foreseen)).toMatch(/^\d 1 0$/);
    expect(await valueOf(foreseen)).toBe(3n);
  },
  timeoutMs,
);

test(
  'a source that does more than define is not evaluated before it is called',
  async () => {
    const { folder, session, callOf, valueOf } = await setupForeseen();
    const source = `touch(joinpath("${folder}", "loaded"))\nf() = 1\nother() = 2`;
    session.wake(callOf({ source, entry: 'f' }));
    await wait(2_000); // Long enough for it to have been evaluated, were it.
    const { checksum } = callOf({ source, entry: 'f' });
    expect(await valueOf({ source: look, entry: 'look', args: [['checksum', checksum]] })).toBeNull();
    expect(existsSync(join(folder, 'loaded'))).toBe(false);
    expect(await valueOf({ source, entry: 'f' })).toBe(1n);
    expect(existsSync(join(folder, 'loaded'))).toBe(true);
  },
  timeoutMs,
);

test(
  'what is wrong with a source that is foreseen is told by its call',
  async () => {
    const { session, callOf, valueOf } = await setupForeseen();
    for (const source of ['f() = [1, )', 'f(x::Nowhere) = 1', 'struct f <: Int end']) {
      session.wake(callOf({ source, entry: 'f' }));
      await wait(500);
      await expect(valueOf({ source, entry: 'f' })).rejects.toThrow(/syntax-error|function-error/);
    }
    expect(await valueOf({ source: 'f() = 7', entry: 'f' })).toBe(7n);
  },
  timeoutMs,
);

const definitions = [
  'f(x) = x',
  'f(x::Vector{T}, y = now(); z = rand()) where {T<:Real} = begin touch("x") end',
  'function f(x...)::Float64\n  run(`ls`)\nend',
  '"""Says what."""\nf() = 1',
  '@inline f(x) = x',
  'struct Shape{T} <: Number\n  size::T\n  Shape(x) = new{Int}(x)\nend',
  'mutable struct Box\n  a::Union{Int,Nothing}\nend',
  'abstract type Kind end',
  'const limit = 10',
  'const kept = Ref{Any}(nothing)',
  'names = Dict("a" => [1, -2])',
  'export f',
  'using Dates, Random',
  'using Random: seed!',
  'Base.show(io::IO, ::MIME"image/svg+xml", ::Shape) = print(io, 1)',
];
const deeds = [
  'println("x")',
  'x = rand()',
  'const kept = read("file")',
  'f(x::typeof(run(`ls`))) = 1',
  'struct Shape\n  size::typeof(touch("x"))\nend',
  'using Pluto',
  'import Pluto: run',
  'include("helper.jl")',
  '@time f(x) = x',
  'for i in 1:3 end',
  'begin\n  f() = 1\nend',
  'x = "$(touch("x"))"',
  '@eval f() = 1',
  'if true\n  f() = 1\nend',
  'f() = 1; g()',
  'x = [touch("x")]',
  'let x = 1 end',
  'module Inner end',
  'const x = y = touch("x")',
  'x = touch.(["x"])',
  'f() = @static touch("x") ? 1 : 2',
  'Dict(x) = touch(x)',
  'Ref = touch',
];

test(
  'what only defines is told from what does something',
  async () => {
    const { valueOf } = setupRunner();
    const source = `judge(text) = all(${worker}.is_definition, ${worker}.parse_source(text, "source.jl"))`;
    const judge = async (text: string): Promise<Value> =>
      await valueOf({ language: 'julia', source, entry: 'judge', args: [['text', text]] });
    for (const text of definitions) expect([text, await judge(text)]).toEqual([text, true]);
    for (const text of deeds) expect([text, await judge(text)]).toEqual([text, false]);
  },
  timeoutMs,
);

test(
  'the spare that takes over after a crash has the source of the call before it',
  async () => {
    const { valueOf, ask, runner } = setupRunner();
    const source = 'f(x; y = 1) = x + y\nother() = 2\ndie() = ccall(:kill, Cint, (Cint, Cint), getpid(), 9)';
    const { checksum } = callFor({ language: 'julia', source, entry: 'f' }, '/');
    let waitMs = 1_000;
    await expect
      .poll(
        async () => {
          await valueOf({ language: 'julia', source, entry: 'f', args: [['x', 1n]] });
          await wait((waitMs += 1_000)); // For the spare, which comes when all is calm.
          await ask({ language: 'julia', source, entry: 'die' });
          return await valueOf({ language: 'julia', source: look, entry: 'look', args: [['checksum', checksum]] });
        },
        { timeout: 2 * timeoutMs },
      )
      .toBe('1 0 0');
    expect(runner.listRuntimes().find(({ language }) => language === 'julia')?.condition.kind).toBe('ready');
  },
  3 * timeoutMs,
);
