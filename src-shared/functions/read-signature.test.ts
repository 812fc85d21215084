import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { languages } from '../calls/language.ts';
import type { Language } from '../calls/language.ts';
import type { Parameter } from './parameter.ts';
import { listFunctionNames, readSignature } from './read-signature.ts';

const plain = {
  type: 'any',
  isRequired: true,
  defaultSource: null,
  documentation: '',
  unit: null,
  choices: null,
  min: null,
  max: null,
};

function parameter(name: string, rest: Partial<Parameter> = {}): unknown {
  const defaulted = rest.defaultSource === undefined ? {} : { isRequired: false };
  return { ...plain, name, ...defaulted, ...rest };
}

const rSource = `helper <- function(x) x # not the one

#' Summarise a column
#'
#' By group.
#'
#' @param data (table) The data, # with a hash
#' @param n (integer, 1-100, kg) How many (at most)
#' @param a,b Two at once
#' @return A table
summarise_it <- function(data = "airquality.csv", n = 5L, # a comment, with a comma
    stat = c("mean", "median"), f = function(x, y = c(1, 2)) x, a, b = NULL,
    \`odd name\` = 1, text = "a, b) \\" c", raw = r"(x"y)", ..., on = TRUE, last) {
  stat <- match.arg(stat)
  if (missing(last)) last <- 1
}
`;

const pythonSource = `import math
from typing import Literal, Optional

@decorated(a=1)
async def main(
    data: "pd.DataFrame",  # a comment, with a comma
    n: int = 5,
    mode: Literal["a", "b,c"] = "a",
    /,
    ratio: float | None = None,
    *,
    key=lambda a, b=2: (a, b),
    xs: list[dict[str, int]] = [1, 2.5, -3],
    größe: Optional[bool] = None,
    when=datetime.date(2026, 1, 31),
    **more,
) -> dict[str, list[float]]:
    """Does it.

    Over several
    lines.

    Args:
        data: The data.
        n (int, 1-100, kg): How many
            things.
        ratio (number, 0..1): A share: of all.

    Returns:
        dict: A map.
    """
    def inner(y): ...

class Other:
    def method(self): ...

def _private(z): ...
`;

const dollar = '$';
const juliaSource = `using Statistics
#= def(x) = 1 #= nested =# =#
other(x) = x' * "a)b"

"""
    simulate(n; seed = 1)

Simulates "it" ${dollar}(1).

# Arguments
- \`n\` (integer, 1-1000, days): How long.
- \`seed::Int=1\`: The seed.
- \`name\`: Who.

# Returns
A table.
"""
@inline function simulate(n::Int, x::Union{Float64,Nothing} = nothing, c = 'a', y::T = 2.5;
                          seed::Int = 1, name = "a ${dollar}(f("x, y")) b", data::NamedTuple = (a = [1, 2],), args...) where {T<:Real}
    helper(z) = z
end

_hidden(q::Int = 1)::Int = q == 1 ? 2 : 3
`;

test('an R function is read with its roxygen comment, its choices by match.arg and what may be missing', () => {
  expect(readSignature('r', rSource)).toEqual({
    entry: 'summarise_it',
    documentation: 'Summarise a column\n\nBy group.',
    returns: 'A table',
    parameters: [
      parameter('data', {
        type: 'table',
        defaultSource: '"airquality.csv"',
        defaultJson: { $file: 'airquality.csv' },
        documentation: 'The data, # with a hash',
      }),
      parameter('n', {
        type: 'integer',
        defaultSource: '5L',
        defaultJson: 5,
        documentation: 'How many (at most)',
        unit: 'kg',
        min: 1,
        max: 100,
      }),
      parameter('stat', {
        type: 'choice',
        defaultSource: 'c("mean", "median")',
        defaultJson: 'mean',
        choices: ['mean', 'median'],
      }),
      parameter('f', { defaultSource: 'function(x, y = c(1, 2)) x' }),
      parameter('a', { documentation: 'Two at once' }),
      parameter('b', { documentation: 'Two at once', defaultSource: 'NULL', defaultJson: null }),
      parameter('odd name', { type: 'number', defaultSource: '1', defaultJson: { $float: '1' } }),
      parameter('text', { type: 'text', defaultSource: '"a, b) \\" c"', defaultJson: 'a, b) " c' }),
      parameter('raw', { defaultSource: 'r"(x"y)"' }),
      parameter('on', { type: 'boolean', defaultSource: 'TRUE', defaultJson: true }),
      parameter('last', { isRequired: false }),
    ],
  });
});

test('a Python function is read with its annotations, its docstring and everything that may stand in its signature', () => {
  expect(readSignature('python', pythonSource)).toEqual({
    entry: 'main',
    documentation: 'Does it.\n\nOver several lines.',
    returns: 'dict: A map.',
    parameters: [
      parameter('data', { type: 'table', documentation: 'The data.' }),
      parameter('n', {
        type: 'integer',
        defaultSource: '5',
        defaultJson: 5,
        documentation: 'How many things.',
        unit: 'kg',
        min: 1,
        max: 100,
      }),
      parameter('mode', { type: 'choice', defaultSource: '"a"', defaultJson: 'a', choices: ['a', 'b,c'] }),
      parameter('ratio', {
        type: 'number',
        defaultSource: 'None',
        defaultJson: null,
        documentation: 'A share: of all.',
        min: 0,
        max: 1,
      }),
      parameter('key', { defaultSource: 'lambda a, b=2: (a, b)' }),
      parameter('xs', { type: 'list', defaultSource: '[1, 2.5, -3]', defaultJson: [1, 2.5, -3] }),
      parameter('größe', { type: 'boolean', defaultSource: 'None', defaultJson: null }),
      parameter('when', {
        type: 'date',
        defaultSource: 'datetime.date(2026, 1, 31)',
        defaultJson: { $date: '2026-01-31' },
      }),
    ],
  });
});

test('a Julia function is read with its types, its docstring and its keyword arguments', () => {
  expect(readSignature('julia', juliaSource)).toEqual({
    entry: 'simulate',
    documentation: 'Simulates "it" $(1).',
    returns: 'A table.',
    parameters: [
      parameter('n', { type: 'integer', documentation: 'How long.', unit: 'days', min: 1, max: 1000 }),
      parameter('x', { type: 'number', defaultSource: 'nothing', defaultJson: null }),
      parameter('c', { defaultSource: "'a'" }),
      parameter('y', { type: 'number', defaultSource: '2.5', defaultJson: 2.5 }),
      parameter('seed', { type: 'integer', defaultSource: '1', defaultJson: 1, documentation: 'The seed.' }),
      parameter('name', { defaultSource: '"a $(f("x, y")) b"', documentation: 'Who.' }),
      parameter('data', { type: 'table', defaultSource: '(a = [1, 2],)' }),
    ],
  });
});

test.each<[Language, string, string]>([
  ['python', 'def a(): ...\ndef b(): ...\n', 'b'],
  ['python', 'def a():\n  "Documented."\ndef b(): ...\n', 'a'],
  ['python', '__all__ = ["a"]\ndef a(): ...\ndef b():\n  "Documented."\n', 'a'],
  ['python', 'def a(): ...\ndef _b():\n  "Documented."\n', 'a'],
  ['python', 'def _only(): ...', '_only'],
  ['python', 'text = """\ndef no(): ...\n"""\ndef yes(): ...', 'yes'],
  ['r', 'a <- function() 1\nb = function() 2\n', 'b'],
  ['r', 'a <- \\(x) x\n.b <- function() 2\n', 'a'],
  ['r', "#' @export\na <- function() 1\n#' Documented\nb <- function() 2\n", 'a'],
  ['r', 'local({\n  hidden <- function() 1\n})\nseen <- function(f = function(x) x) 2\n', 'seen'],
  ['r', '`odd name` <- function() 1', 'odd name'],
  ['julia', 'a() = 1\nb(x) = x == 2\n', 'b'],
  ['julia', 'export a\na() = 1\n"Documented."\nb() = 2\n', 'a'],
  ['julia', 'f!(x::Vector{T}) where {T} = x\nf!(1) == 2\n', 'f!'],
  ['julia', '"Documented."\nfunction a() end\nfunction b() end\n', 'a'],
])('%s: of %j the entry is %s', (language, source, entry) => {
  expect(readSignature(language, source)?.entry).toBe(entry);
});

test('a declared entry is taken when the source has it, and looked for anew when it has not', () => {
  const source = 'def a(x=1): ...\ndef b(): ...\n';
  expect(readSignature('python', source, 'a')?.parameters.map(({ name }) => name)).toEqual(['x']);
  expect(readSignature('python', source, 'gone')?.entry).toBe('b');
  expect(listFunctionNames('python', source)).toEqual(['a', 'b']);
});

test.each<[string, Partial<Parameter>]>([
  ['n (integer, 1-100, kg): T', { type: 'integer', min: 1, max: 100, unit: 'kg' }],
  ['n (number, -0.5..1e3): T', { type: 'number', min: -0.5, max: 1000 }],
  ['n (integer, >= 0, 1/day): T', { type: 'integer', min: 0, max: null, unit: '1/day' }],
  ['n (choice: a|b c|d): T', { type: 'choice', choices: ['a', 'b c', 'd'] }],
  ['n (int, optional): T', { type: 'integer' }],
  ['n (list[float]): T', { type: 'list' }],
  ['n (kg): T', { unit: 'kg' }],
  ['n: T', {}],
])('the notation of %j is understood', (line, expected) => {
  const found = readSignature('python', `def f(n):\n    """F.\n\n    Args:\n        ${line}\n    """\n`)?.parameters[0];
  expect(found).toMatchObject({ documentation: 'T', ...expected });
});

test('the docstrings of numpy and Sphinx are read too', () => {
  const numpy =
    'def f(n, m="x"):\n    """F.\n\n    Parameters\n    ----------\n    n : int, 1-9\n        How many.\n    m : {"x", "y"}\n        Which.\n\n    Returns\n    -------\n    A number.\n    """\n';
  expect(readSignature('python', numpy)).toMatchObject({
    documentation: 'F.',
    returns: 'A number.',
    parameters: [
      { type: 'integer', min: 1, max: 9, documentation: 'How many.' },
      { type: 'choice', choices: ['x', 'y'], documentation: 'Which.' },
    ],
  });
  const sphinx =
    'def f(n, m):\n    """F.\n\n    :param int n: How many.\n    :param m: Which.\n    :type m: float\n    :returns: A number.\n    """\n';
  expect(readSignature('python', sphinx)).toMatchObject({
    documentation: 'F.',
    returns: 'A number.',
    parameters: [
      { type: 'integer', documentation: 'How many.' },
      { type: 'number', documentation: 'Which.' },
    ],
  });
});

test('a source without a function has no signature', () => {
  for (const language of languages) {
    expect(readSignature(language, '')).toBeNull();
    expect(readSignature(language, 'x = 1\n# def f(): function(x)\n')).toBeNull();
  }
});

test('however half-typed or mangled a source is, reading it never throws', () => {
  const sources: readonly (readonly [Language, string])[] = [
    ['r', rSource],
    ['python', pythonSource],
    ['julia', juliaSource],
  ];
  for (const [language, source] of sources) {
    for (let length = 0; length <= source.length; length += 1) readSignature(language, source.slice(0, length));
  }
  const fragment = fc.oneof(
    fc.constantFrom(...sources.flatMap(([, source]) => source.split(/\b/))),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...languages), fc.array(fragment, { maxLength: 60 }), (language, parts) => {
      const found = readSignature(language, parts.join(''));
      expect(found === null || typeof found.entry === 'string').toBe(true);
    }),
    { numRuns: 1500 },
  );
});

// A reader that tries every start against every end would not come to the end of these within the test's time.
test('a long source of nothing but beginnings is read to its end', () => {
  for (const piece of [
    '(',
    '"',
    "'",
    '"""',
    '#',
    'f <- function(',
    'def f(',
    'f(x) = ',
    '\n',
    '$(',
    '#=',
    '\\',
    'lambda ',
  ]) {
    const source = piece.repeat(Math.ceil(40_000 / piece.length));
    for (const language of languages)
      expect(() => readSignature(language, source), `${language} ${piece}`).not.toThrow();
  }
});

test('a default alone makes a parameter a number, and only R says by it that it takes whole numbers', () => {
  const typeOf = (language: Language, source: string) => readSignature(language, source)?.parameters[0]?.type;
  expect(typeOf('python', 'def f(n=5): ...')).toBe('number');
  expect(typeOf('julia', 'f(n = 5) = n')).toBe('number');
  expect(typeOf('r', 'f <- function(n = 5L) n')).toBe('integer');
  expect(typeOf('python', 'def f(n: int = 5): ...')).toBe('integer');
});
