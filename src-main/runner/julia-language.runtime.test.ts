import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import type { CallFailure } from '#shared/calls/call-failure.ts';
import type { Value } from '#shared/values/value.ts';
import { jsonToValue, valueToJson } from '#shared/values/value-json.ts';
import type { Json } from '#shared/values/json.ts';

import { setupRunner } from './runner.harness.ts';
import type { RunnerWorld } from './runner.harness.ts';

/** What a call gave, or the failure it ended with. */
async function answerOf(
  { ask }: RunnerWorld,
  source: string,
  args: { readonly [parameter: string]: Json } = {},
): Promise<unknown> {
  const entries = Object.entries(args).map(([name, json]) => [name, jsonToValue(json)] as const);
  const { outcome } = await ask({ language: 'julia', source, entry: 'f', args: entries });
  return outcome.kind === 'done' ? valueToJson(outcome.value) : outcome.failure;
}

const fitting: readonly (readonly [declared: string, given: Json, becomes: string])[] = [
  ['Float64', 3, 'Float64: 3.0'],
  ['AbstractFloat', 3, 'Float64: 3.0'],
  ['Int', { $float: '3' }, 'Int64: 3'],
  ['Real', 3, 'Int64: 3'],
  ['Number', 2.5, 'Float64: 2.5'],
  ['UInt8', 200, 'UInt8: 200'],
  ['Symbol', 'a', 'Symbol: a'],
  ['Char', 'a', 'Char: a'],
  ['Union{Nothing,Float64}', null, 'Nothing: nothing'],
  ['Union{Missing,Float64}', null, 'Missing: missing'],
  ['Union{Nothing,Float64}', 1, 'Float64: 1.0'],
  ['Vector{Float64}', [1, 2], 'Array{Float64,1}: [1.0, 2.0]'],
  ['AbstractVector{<:Real}', [1, 2.5], 'Array{Real,1}: Real[1, 2.5]'],
  ['Vector{String}', [], 'Array{String,1}: String[]'],
  ['Vector{Symbol}', ['a'], 'Array{Symbol,1}: [:a]'],
  ['Vector{T} where T', [1], 'Array{Int64,1}: [1]'],
  ['Tuple{Int,String}', [1, 'a'], 'Tuple{Int64,String}: (1, "a")'],
  ['Set{Int}', [1], 'Set{Int64}: Set([1])'],
  [
    'Matrix{Float64}',
    [
      [1, 2],
      [3, 4],
    ],
    'Array{Float64,2}: [1.0 2.0; 3.0 4.0]',
  ],
  ['Dict{Symbol,Float64}', { a: 1 }, 'Dict{Symbol,Float64}: Dict(:a => 1.0)'],
  ['AbstractDict', { a: 1 }, 'Dict{String,Any}: Dict{String,Any}("a" => 1)'],
  ['NamedTuple', { b: 1, a: 2 }, 'NamedTuple{(:a, :b),Tuple{Int64,Int64}}: (a = 2, b = 1)'],
];

test('an argument becomes what its parameter declares, where nothing is lost', async () => {
  const world = setupRunner();
  const got: (readonly [declared: string, text: unknown])[] = [];
  for (const [declared, given] of fitting) {
    got.push([declared, await answerOf(world, `f(x::${declared}) = string(typeof(x), ": ", x)`, { x: given })]);
  }
  const written = (text: unknown): unknown =>
    typeof text === 'string' ? text.replace(/Array\{(\w+),1\}/, 'Vector{$1}').replaceAll(' ', '') : text;
  expect(got.map(([declared, text]) => [declared, written(text)])).toEqual(
    fitting.map(([declared, , becomes]) => [declared, written(becomes)]),
  );
});

const refusals: readonly (readonly [declared: string, given: Json, said: string])[] = [
  ['Int', 2.5, 'x is declared as Int64 and was given the number 2.5.'],
  ['Int', 'three', 'x is declared as Int64 and was given the text "three".'],
  [
    'Float64',
    { $integer: '9007199254740993' },
    'x is declared as Float64 and was given the whole number 9007199254740993.',
  ],
  ['Float64', true, 'x is declared as Float64 and was given true.'],
  ['Float64', null, 'x is declared as Float64 and was given nothing.'],
  ['String', 3, 'x is declared as String and was given the whole number 3.'],
  [
    'Vector{Float64}',
    [1.5, null],
    'x is declared as Array{Float64,1} and was given a list whose element 2 is missing.',
  ],
  ['Vector{Int}', { a: 1 }, 'x is declared as Array{Int64,1} and was given a map.'],
];

test('an argument that does not fit is refused with its name, the declared type and what was given', async () => {
  const world = setupRunner();
  for (const [declared, given, said] of refusals) {
    const failure = await answerOf(world, `f(x::${declared}) = x`, { x: given });
    // Julia 1.6 and later write Vector{Int64} for Array{Int64,1}.
    const written = JSON.parse(JSON.stringify(failure).replace(/Vector\{(\w+)\}/, 'Array{$1,1}')) as unknown;
    expect(written).toEqual({ kind: 'argument-refused', parameter: 'x', reason: said });
  }
});

const several = 'f(a, b = 2; n::Float64 = 1.0, rest...) = (a, b, n, length(rest))';

test('arguments go by name to positions and keywords, and defaults stay the language’s own', async () => {
  const world = setupRunner();
  expect(await answerOf(world, several, { a: 1 })).toEqual([1, 2, { $float: '1' }, 0]);
  expect(await answerOf(world, several, { n: 3, b: 5, a: 1 })).toEqual([1, 5, { $float: '3' }, 0]);
  expect(await answerOf(world, several, { a: 1, other: 1 })).toEqual([1, 2, { $float: '1' }, 1]);
  expect(await answerOf(world, several, { b: 1 })).toMatchObject({ kind: 'argument-refused', parameter: 'a' });
  expect(await answerOf(world, 'f(a) = a', { a: 1, z: 1 })).toEqual({
    kind: 'argument-refused',
    parameter: 'z',
    reason: 'f has no parameter of this name; its parameters are a.',
  });
  expect(await answerOf(world, 'f(a; n) = a', { a: 1 })).toMatchObject({ kind: 'argument-refused', parameter: 'n' });
  expect(await answerOf(world, 'f(xs...) = sum(xs)', { xs: [1, 2, 3] })).toBe(6);
});

test('of several methods the one that takes the argument as it is comes first', async () => {
  const world = setupRunner();
  const source = 'f(x::Float64) = "float"\nf(x::Int) = "integer"\nf(x::Symbol) = "symbol"';
  expect(await answerOf(world, source, { x: 1 })).toBe('integer');
  expect(await answerOf(world, source, { x: 1.5 })).toBe('float');
  expect(await answerOf(world, source, { x: 'a' })).toBe('symbol');
});

test('an error tells its own cause and the one before it, without a line of the worker', async () => {
  const world = setupRunner();
  const source =
    'function g()\n  error("first")\nend\nfunction f()\n  try\n    g()\n  catch\n    error("second")\n  end\nend';
  const failure = await answerOf(world, source);
  expect(failure).toMatchObject({ kind: 'function-error', message: 'second', errorClass: 'ErrorException' });
  const trace = (failure as { readonly trace: string }).trace;
  expect(trace).toMatch(/second[\s\S]*source\.jl:8[\s\S]*caused by: first[\s\S]*source\.jl:2/);
  expect(trace).not.toMatch(/run-call|invokelatest|worker\.jl/);
});

test('the causes of an error are those that were handled, that a task was handling, and that came together', async () => {
  const world = setupRunner();
  const source = `function f(kind)
    if kind == "task"
      task = @async try error("deep") catch; error("in the task") end
      try
        fetch(task)
      catch
        throw(ArgumentError("outside"))
      end
    end
    kind == "captured" && throw(CapturedException(ErrorException("captured"), backtrace()))
    @sync begin
      @async error("one")
      @async error("two")
    end
  end`;
  const causes = async (kind: string): Promise<unknown> => {
    const failure = await answerOf(world, source, { kind });
    const told = failure as CallFailure; // Every one of these calls fails.
    if (told.kind !== 'function-error') return told;
    return [told.message, ...told.causes.map(({ message, errorClass }) => [message, errorClass])];
  };
  expect(await causes('task')).toEqual([
    'ArgumentError: outside',
    ['in the task', 'ErrorException'],
    ['deep', 'ErrorException'],
  ]);
  expect(await causes('captured')).toEqual(['captured']);
  expect(await causes('sync')).toMatchObject([
    expect.any(String),
    ['one', 'ErrorException'],
    ['two', 'ErrorException'],
  ]);
});

test('memory that is not there and calls without an end are told as what they are, and the session goes on', async () => {
  const world = setupRunner();
  expect(await answerOf(world, 'f() = zeros(10^14)')).toMatchObject({
    kind: 'memory-exhausted',
    message: 'OutOfMemoryError: there is not as much memory as was asked for',
  });
  expect(await answerOf(world, 'f() = 1 + f()')).toMatchObject({
    errorClass: 'StackOverflowError',
    message: 'StackOverflowError: functions call each other, or one itself, too many times without an end',
  });
});

test('a package that Julia has not compiled yet can be loaded', async () => {
  const world = setupRunner();
  mkdirSync(join(world.folder, 'Fresh', 'src'), { recursive: true });
  writeFileSync(
    join(world.folder, 'Fresh', 'src', 'Fresh.jl'),
    'module Fresh\n__precompile__(true)\nprintln(stderr, "compiling")\nanswer() = 42\nend',
  );
  const source = 'push!(LOAD_PATH, @__DIR__)\nusing Fresh\nf() = Fresh.answer()';
  expect(await answerOf(world, source.replace('@__DIR__', JSON.stringify(world.folder)))).toBe(42);
});

test('errors of every origin are failures, and the session goes on', async () => {
  const world = setupRunner();
  const first = await world.ask({ language: 'julia', source: 'f() = getpid()', entry: 'f' });
  const kinds: unknown[] = [];
  for (const body of [
    'sqrt(-1)',
    '[1][3]',
    'f(1)',
    'undefined_name',
    'throw("text")',
    'fetch(@async error("in a task"))',
    'exit(2)',
    'g() = g() + 1; g()',
  ]) {
    const failure = await answerOf(world, `function f()\n  ${body}\nend`);
    kinds.push((failure as { readonly errorClass: string }).errorClass);
  }
  expect(kinds).toEqual([
    'DomainError',
    'BoundsError',
    'MethodError',
    'UndefVarError',
    'String',
    'ErrorException',
    'ExitCalled',
    'StackOverflowError',
  ]);
  const last = await world.ask({ language: 'julia', source: 'f() = getpid()', entry: 'f' });
  expect(last.outcome).toMatchObject({ value: first.outcome.kind === 'done' ? first.outcome.value : 'done' });
});

test('a syntax error names line and column, also one that shows only when the source is lowered', async () => {
  const world = setupRunner();
  expect(await answerOf(world, 'x = 1\n\nf() = [1, )\n')).toMatchObject({ kind: 'syntax-error', line: 3, column: 11 });
  expect(await answerOf(world, 'x = 1\nfunction f()\n  1\n')).toMatchObject({ kind: 'syntax-error', line: 2 });
  expect(await answerOf(world, 'x = 1\nf(a, a) = 1\n')).toMatchObject({ kind: 'syntax-error', line: 2 });
});

test('what is displayed, logged and printed while stdout is redirected keeps its place', async () => {
  const { ask } = setupRunner();
  const source = `function f()
    display([1 2]); println(); @info "told"; println("ü" ^ 20_000)
    redirect_stdout(() -> println("away"), open(tempname(), "w"))
    println("back"); run(\`echo child\`); Base.flush(stdout)
  end`;
  const { outcome, out, err } = await ask({ language: 'julia', source, entry: 'f' });
  expect(outcome.kind).toBe('done');
  expect(out).toMatch(/1 {2}2\n/);
  expect(out).toContain(`${'ü'.repeat(20_000)}\nback\n`);
  expect(out).toContain('child\n');
  expect(out).not.toContain('away');
  expect(err).toContain('Info: told');
});

test('a value that draws itself as SVG is a plot', async () => {
  const { ask } = setupRunner();
  const source =
    'struct Drawing end\nBase.show(io::IO, ::MIME"image/svg+xml", ::Drawing) = print(io, "<svg/>")\nf() = Drawing()';
  const { outcome, plots } = await ask({ language: 'julia', source, entry: 'f' });
  expect(outcome).toEqual({ kind: 'done', value: null, tookMs: expect.any(Number) as number });
  expect(plots.map(({ media, bytes }) => [media, Buffer.from(bytes).toString()])).toEqual([
    ['image/svg+xml', '<svg/>'],
  ]);
});

test('a value draws itself also where others, which cannot, were given back before', async () => {
  const { ask } = setupRunner();
  const plain = 'struct Plain; size::Int end\nf() = Plain(1)';
  for (let call = 0; call < 3; call += 1) await ask({ language: 'julia', source: plain, entry: 'f' });
  for (const name of ['Sketch', 'Study', 'Painting']) {
    const source = `struct ${name} end\nBase.show(io::IO, ::MIME"image/svg+xml", ::${name}) = print(io, "<svg/>")\nf() = ${name}()`;
    const { outcome, plots } = await ask({ language: 'julia', source, entry: 'f' });
    expect([outcome.kind, plots.length]).toEqual(['done', 1]);
  }
});

test('a table of 64 MB goes there and back through table files, and a function may write to it', async () => {
  const { ask } = setupRunner();
  const rowCount = 1_000_000;
  const columns = Array.from({ length: 8 }, (_, place) => ({
    name: `x${String(place)}`,
    column: { type: 'float' as const, data: Float64Array.from({ length: rowCount }, (_item, row) => row + place) },
  }));
  const table: Value = { kind: 'table', rowCount, columns };
  const { outcome } = await ask({
    language: 'julia',
    source: 'f(t) = (t.x0[1] = -1.0; t)',
    entry: 'f',
    args: [['t', table]],
  });
  const value = outcome.kind === 'done' ? outcome.value : null;
  const back =
    value !== null && typeof value === 'object' && 'kind' in value && value.kind === 'table' ? value : undefined;
  expect(back?.rowCount).toBe(rowCount);
  expect(
    back?.columns.map(({ column }) => (column.type === 'float' ? [column.data[0], column.data[rowCount - 1]] : [])),
  ).toEqual(columns.map(({ column }, place) => [place === 0 ? -1 : column.data[0], column.data[rowCount - 1]]));
});

test('texts, dates and missing cells of a long table come back as they went', async () => {
  const { ask } = setupRunner();
  const rowCount = 200_000;
  const json = {
    $table: {
      rowCount,
      columns: [
        {
          name: 't',
          type: 'text',
          values: Array.from({ length: rowCount }, (_, row) => (row % 3 === 0 ? null : `row ${String(row)} é`)),
        },
        {
          name: 'n',
          type: 'integer',
          values: Array.from({ length: rowCount }, (_, row) => (row % 5 === 0 ? null : row)),
        },
      ],
    },
  };
  const { outcome } = await ask({
    language: 'julia',
    source: 'f(t) = t',
    entry: 'f',
    args: [['t', jsonToValue(json)]],
  });
  expect(outcome.kind === 'done' ? valueToJson(outcome.value) : outcome.failure).toEqual(json);
});

test('vectors of named tuples and what iterates are shown', async () => {
  const world = setupRunner();
  expect(await answerOf(world, 'f() = [(a = 1, b = "x"), (a = 2, b = missing)]')).toEqual({
    $table: {
      rowCount: 2,
      columns: [
        { name: 'a', type: 'integer', values: [1, 2] },
        { name: 'b', type: 'text', values: ['x', null] },
      ],
    },
  });
  expect(await answerOf(world, 'f() = (x^2 for x in 1:3)')).toEqual([1, 4, 9]);
  expect(await answerOf(world, 'f() = Dict("b" => 1, "a" => 1 // 2, "c" => :s => π)')).toEqual({
    a: 0.5,
    b: 1,
    c: { s: Math.PI },
  });
  expect(await answerOf(world, 'f() = (a = [], b = nothing, c = ())')).toEqual({ a: [], b: null, c: [] });
  expect(await answerOf(world, 'f() = (x = Any[]; push!(x, x); x)')).toMatchObject({ kind: 'value-not-showable' });
});
