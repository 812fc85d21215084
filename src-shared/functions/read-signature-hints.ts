/*
 * What documentation and annotations tell about a parameter. All three languages share one notation, in parentheses after
 * the name: a type, a range, a unit, in any order, or choices.
 *
 *     n (integer, 1-100) How often        mass (number, 0..500, kg)        method (choice: mean|median)
 */
import { assert } from '../base/assert.ts';
import type { ParameterType } from './parameter.ts';

export type ParameterHints = {
  readonly type?: ParameterType;
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly unit?: string;
};

export type ParameterNote = { readonly hints: ParameterHints; readonly text: string };

/** What the documentation of one function says. */
export type FunctionNote = {
  readonly text: string;
  readonly returns: string;
  readonly isExported: boolean;
  readonly parameters: ReadonlyMap<string, ParameterNote>;
};

const wordsByType: { readonly [type in ParameterType]?: readonly string[] } = {
  any: ['any', 'object'],
  integer: [
    'integer',
    'int',
    'whole number',
    'int8',
    'int16',
    'int32',
    'int64',
    'int128',
    'uint',
    'uint8',
    'uint16',
    'uint32',
    'uint64',
    'bigint',
    'signed',
  ],
  number: ['number', 'float', 'double', 'numeric', 'real', 'float16', 'float32', 'float64', 'abstractfloat', 'decimal'],
  boolean: ['boolean', 'bool', 'logical', 'flag'],
  text: ['text', 'string', 'str', 'character', 'abstractstring', 'path'],
  date: ['date'],
  instant: ['instant', 'datetime', 'timestamp', 'posixct', 'zoneddatetime'],
  list: [
    'list',
    'vector',
    'array',
    'sequence',
    'tuple',
    'set',
    'iterable',
    'ndarray',
    'abstractvector',
    'abstractarray',
    'series',
  ],
  map: ['map', 'dict', 'mapping', 'named list', 'dictionary', 'abstractdict'],
  table: [
    'table',
    'dataframe',
    'data.frame',
    'data frame',
    'abstractdataframe',
    'namedtuple',
    'csv',
    'csv file',
    'tibble',
    'data.table',
  ],
};

const typesByWord = new Map<string, ParameterType>(
  Object.entries(wordsByType).flatMap(([type, words]) => words.map((word) => [word, type as ParameterType] as const)), // Its keys are types.
);

/** The type that a word stands for: `int`, `Vector{Float64}`, `pd.DataFrame`, `list of numbers`. */
export function typeOfWord(word: string): ParameterType | undefined {
  const plain = word
    .trim()
    .replace(/[[{<(].*$/s, '')
    .trim()
    .toLowerCase();
  const direct = typesByWord.get(plain) ?? typesByWord.get(plain.replace(/^.*\./s, ''));
  if (direct !== undefined) return direct;
  return /^(list|vector|array) of /.test(plain) ? 'list' : undefined;
}

const rangePattern = /^(-?[\d.]+(?:e-?\d+)?)\s*(?:-|–|\.\.+|to)\s*(-?[\d.]+(?:e-?\d+)?)$/i;
const boundPattern = /^(>=?|<=?|≥|≤)\s*(-?[\d.]+(?:e-?\d+)?)$/i;
const idleWords = /^(optional|required|default\b.*|keyword.*)$/i;
const unitCharsMax = 24;

/** Reads the notation; undefined when the text is prose rather than notation. */
export function parseHints(notation: string): ParameterHints | undefined {
  const choices = parseChoices(notation);
  if (choices !== undefined) return { type: 'choice', choices };
  let hints: ParameterHints = {};
  let isUnderstood = false;
  const units: string[] = [];
  for (const part of splitParts(notation)) {
    const found = parsePart(part);
    if (found === undefined) units.push(part);
    else {
      hints = { ...hints, ...found };
      isUnderstood = true;
    }
  }
  const [unit] = units;
  if (unit === undefined) return isUnderstood ? hints : undefined;
  // A lone word could be prose, as in "(see below)"; a unit has no blanks unless a type or range stands beside it.
  const isUnit =
    units.length === 1 && unit.length <= unitCharsMax && (isUnderstood || (!/\s/.test(unit) && unit.length <= 12));
  if (!isUnit)
    return isUnderstood && units.every((text) => text.length <= unitCharsMax) ? { ...hints, unit } : undefined;
  return { ...hints, unit };
}

/** Splits `(notation) text` or `(notation): text`, as it stands after a name. */
export function splitNotation(rest: string): ParameterNote {
  const trimmed = rest.trim();
  const match = /^\(((?:[^()]|\([^()]*\))*)\)\s*[:\-–—]?\s*([^]*)$/.exec(trimmed);
  const hints = match === null ? undefined : parseHints(match[1] ?? '');
  if (hints !== undefined) return { hints, text: joinLines(match?.[2] ?? '') };
  return { hints: {}, text: joinLines(trimmed.replace(/^[:\-–—]\s*/, '')) };
}

/** Prose in which single line breaks are blanks and empty lines part paragraphs. */
export function joinLines(text: string): string {
  return text
    .split(/\n[ \t]*\n/)
    .map((paragraph) => paragraph.replaceAll(/\s*\n\s*/g, ' ').trim())
    .filter((paragraph) => paragraph !== '')
    .join('\n\n');
}

/** Takes away the indentation that all lines but the first share. */
export function dedent(text: string): string {
  const lines = text.replaceAll('\t', '    ').split('\n');
  const indents = lines
    .slice(1)
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length);
  const indent = indents.length === 0 ? 0 : Math.min(...indents.slice(0, 10_000));
  return [lines[0]?.trimStart() ?? '', ...lines.slice(1).map((line) => line.slice(indent))]
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}

function parseChoices(notation: string): readonly string[] | undefined {
  const named = /^\s*(?:choice|one of)s?\s*:\s*([^]+)$/i.exec(notation)?.[1];
  const braced = /^\s*\{([^{}]+)\}/.exec(notation)?.[1]; // numpy: method : {'mean', 'median'}
  const list = named?.split('|') ?? braced?.split(',');
  const choices = list
    ?.map((choice) => choice.trim().replace(/^(["'`])(.*)\1$/s, '$2'))
    .filter((choice) => choice !== '');
  return choices === undefined || choices.length === 0 ? undefined : choices;
}

function splitParts(notation: string): readonly string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const character of notation) {
    if ('([{'.includes(character)) depth += 1;
    if (')]}'.includes(character)) depth -= 1;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function parsePart(part: string): ParameterHints | undefined {
  if (idleWords.test(part)) return {};
  const type = typeOfWord(part.replaceAll('`', ''));
  if (type !== undefined) return { type };
  const range = rangePattern.exec(part);
  const [min, max] = [Number(range?.[1] ?? Number.NaN), Number(range?.[2] ?? Number.NaN)];
  if (min <= max) return { min, max };
  const bound = boundPattern.exec(part);
  if (bound === null) return undefined;
  const [, sign = '', digits = ''] = bound;
  const limit = Number(digits);
  assert(sign !== '', `${part} has a sign`);
  if (Number.isNaN(limit)) return undefined;
  return sign.startsWith('>') || sign === '≥' ? { min: limit } : { max: limit };
}
