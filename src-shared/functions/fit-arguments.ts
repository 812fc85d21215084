/*
 * From what a person gave (a form's JSON, the command line's text) to what each parameter takes. Pure; files are only named
 * here and read by the core. Text is taken for every type that can be written as text: "5" is an integer, a path is a table.
 */
import { fail, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { Language } from '../calls/language.ts';
import { valueToPlainJson } from '../values/plain-json.ts';
import { isList } from '../values/value.ts';
import { jsonToValue } from '../values/value-json.ts';
import type { Json } from '../values/json.ts';
import type { Value } from '../values/value.ts';
import type { RunFailure } from './function-api.ts';
import type { Parameter } from './parameter.ts';

/** A value, or the path of a file that is to arrive as a table. */
export type FittedArgument =
  | { readonly parameter: string; readonly value: Value }
  | { readonly parameter: string; readonly path: string };

export type GivenArguments = { readonly [parameter: string]: Json };

type FitRequest = {
  readonly parameters: readonly Parameter[];
  readonly language: Language;
  readonly given: GivenArguments;
};

/**
 * Fits arguments to parameters, in the order of the signature. What is left out is left to the language's own default,
 * but for a table whose default is the path of a file: that file is read.
 */
export function fitArguments({
  parameters,
  language,
  given,
}: FitRequest): Result<readonly FittedArgument[], RunFailure> {
  const known = parameters.map(({ name }) => name);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) return fail({ kind: 'argument-unknown', parameter: unknown, known });
  const lastGiven = parameters.findLastIndex(({ name }) => Object.hasOwn(given, name));
  const fitted: FittedArgument[] = [];
  for (const [index, parameter] of parameters.entries()) {
    const json = Object.hasOwn(given, parameter.name)
      ? given[parameter.name]
      : defaultToGive(parameter, language, index < lastGiven);
    if (json === undefined && !parameter.isRequired) continue;
    if (json === undefined) return fail({ kind: 'argument-missing', parameter: parameter.name });
    const argument = fitOne(parameter, json, language);
    if (!argument.ok) return argument;
    fitted.push(argument.value);
  }
  return ok(fitted);
}

/**
 * What the command line's text means for a parameter, as JSON: where the type can be told from the parameter, the text
 * stays text and is fitted like any other; where it cannot, JSON is taken as JSON and everything else as text.
 */
export function argumentFromText(parameter: Parameter | undefined, text: string): Json {
  if (parameter?.type === 'table') return { $file: text };
  if (parameter !== undefined && parameter.type !== 'any') return text;
  return parseJson(text) ?? (text === 'null' ? null : text);
}

/** What a parameter takes, in words: "a whole number from 1 to 100". */
export function expectedOf(parameter: Parameter): string {
  const { type, min, max, choices } = parameter;
  const unit = parameter.unit === null ? '' : ` (${parameter.unit})`;
  const range =
    min !== null && max !== null
      ? ` from ${String(min)} to ${String(max)}`
      : min !== null
        ? ` of at least ${String(min)}`
        : max !== null
          ? ` of at most ${String(max)}`
          : '';
  if (type === 'choice') return `one of ${(choices ?? []).join(', ')}`;
  return `${typeTexts[type]}${range}${unit}`;
}

const typeTexts: { readonly [type in Parameter['type']]: string } = {
  any: 'a value',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  text: 'a text',
  date: 'a date like 2026-01-31',
  instant: 'a moment like 2026-01-31T12:00:00Z',
  choice: 'one of its choices',
  list: 'a list like [1, 2, 3]',
  map: 'names with values like {"name": 1}',
  table: 'a table: the path of a CSV, Parquet or Arrow file',
};

/** Julia finds positional arguments by their place, so the literal defaults before the last argument given are given too. */
function defaultToGive(parameter: Parameter, language: Language, isBeforeGiven: boolean): Json | undefined {
  if (parameter.defaultJson === undefined) return undefined;
  return parameter.type === 'table' || (language === 'julia' && isBeforeGiven) ? parameter.defaultJson : undefined;
}

function fitOne(parameter: Parameter, json: Json, language: Language): Result<FittedArgument, RunFailure> {
  const path = fileOf(json) ?? (parameter.type === 'table' && typeof json === 'string' ? json : undefined);
  if (path !== undefined && path !== '' && (parameter.type === 'table' || parameter.type === 'any')) {
    return ok({ parameter: parameter.name, path });
  }
  const value = path === undefined ? fitValue(parameter, json, language) : undefined;
  if (value !== undefined) return ok({ parameter: parameter.name, value });
  return fail({
    kind: 'argument-invalid',
    parameter: parameter.name,
    expected: expectedOf(parameter),
    given: describe(json),
  });
}

/** The value, or undefined where the JSON is none that the parameter takes. */
function fitValue(parameter: Parameter, json: Json, language: Language): Value | undefined {
  const read = readValue(json);
  if (read === undefined) return undefined;
  // Nothing is a value of its own where the parameter can do without one.
  if (read === null) return parameter.type === 'any' || !parameter.isRequired ? null : undefined;
  if (isKind(read, 'handle')) return takesHandle(parameter.type) ? read : undefined;
  switch (parameter.type) {
    case 'any':
      return widen(read, language);
    case 'boolean':
      return typeof read === 'boolean'
        ? read
        : typeof read === 'string'
          ? truths.get(read.trim().toLowerCase())
          : undefined;
    case 'integer': {
      const whole = toInteger(read);
      return whole !== undefined && isWithin(parameter, Number(whole)) ? whole : undefined;
    }
    case 'number': {
      const isWhole = typeof read === 'bigint' || (typeof read === 'string' && /^\s*[+-]?\d+\s*$/.test(read));
      const whole = isWhole && hasWholeDefault(parameter) ? toInteger(read) : undefined;
      const number = toNumber(read);
      return number !== undefined && isWithin(parameter, number) ? (whole ?? number) : undefined;
    }
    case 'text':
      return typeof read === 'string' && !read.includes('\0') ? read : undefined;
    case 'choice':
      return typeof read === 'string' && parameter.choices?.includes(read) === true ? read : undefined;
    case 'date':
      return isKind(read, 'date') ? read : typeof read === 'string' ? readValue({ $date: read.trim() }) : undefined;
    case 'instant':
      return isKind(read, 'instant') ? read : typeof read === 'string' ? toInstant(read.trim()) : undefined;
    case 'list':
      return toList(read, language);
    case 'map':
      return toMap(read, language);
    case 'table':
      return isKind(read, 'table') ? read : undefined;
  }
}

/** A kept value may be anything but what a person can type. */
export function takesHandle(type: Parameter['type']): boolean {
  return type === 'any' || type === 'list' || type === 'map' || type === 'table';
}

const truths = new Map<string, boolean>([
  ['true', true],
  ['t', true],
  ['yes', true],
  ['1', true],
  ['false', false],
  ['f', false],
  ['no', false],
  ['0', false],
]);

function readValue(json: Json): Value | undefined {
  try {
    return jsonToValue(json);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** JSON cannot tell 5 from 5.0. To R a plain 5 is a float, and 5L would be a surprise; in a map and a list likewise. */
function widen(value: Value, language: Language): Value {
  if (language !== 'r' || value === null || typeof value !== 'object') {
    return language === 'r' && typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  if (isList(value)) return value.map((item) => widen(item, language));
  if (value.kind === 'map')
    return { kind: 'map', entries: value.entries.map(([name, inner]) => [name, widen(inner, language)]) };
  return value;
}

/** `n = 5` takes 2.5 too; but a 7 stays a whole number, since the function may count with it. */
function hasWholeDefault({ defaultJson }: Parameter): boolean {
  return defaultJson !== undefined && typeof readValue(defaultJson) === 'bigint';
}

function toInteger(value: Value): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : undefined;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (/^[+-]?\d{1,400}$/.test(text)) return BigInt(text.replace('+', ''));
  const number = /^[+-]?\d+(\.\d*)?(e\+?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? BigInt(number) : undefined;
}

const numberWords = new Map<string, number>([
  ['nan', Number.NaN],
  ['inf', Infinity],
  ['infinity', Infinity],
  ['+inf', Infinity],
  ['-inf', -Infinity],
  ['-infinity', -Infinity],
]);

function toNumber(value: Value): number | undefined {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const text = value.trim().toLowerCase();
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(text) ? Number(text) : numberWords.get(text);
}

/** NaN is within no range, so where there is one it is refused. */
function isWithin({ min, max }: Parameter, number: number): boolean {
  return (min === null || number >= min) && (max === null || number <= max);
}

/** A moment without a zone is in UTC, and a day is its first moment. */
function toInstant(text: string): Value | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,6})?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i.exec(
    text,
  );
  if (match === null) return undefined;
  const [, day = '', minutes = '00:00', seconds = ':00', zone = 'Z'] = match;
  const utc = readValue({ $instant: `${day}T${minutes}${seconds}Z` });
  if (!isKind(utc, 'instant') || zone.toUpperCase() === 'Z') return utc;
  const offsetMinutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  const sign = zone.startsWith('-') ? 1n : -1n;
  return { kind: 'instant', micros: utc.micros + sign * BigInt(offsetMinutes) * 60_000_000n };
}

function toList(value: Value, language: Language): Value | undefined {
  if (typeof value !== 'string') return isListLike(value) ? widen(value, language) : undefined;
  const text = value.trim();
  if (text === '') return [];
  const json = parseJson(text);
  if (Array.isArray(json)) return toList(readValue(json) ?? '', language);
  if (text.startsWith('[') || text.startsWith('{')) return undefined;
  // "1, 2, 3" as one types it: each part as JSON where it is, as text where it is not.
  return widen(
    text.split(',').map((part) => readValue(parseJson(part.trim()) ?? part.trim()) ?? null),
    language,
  );
}

function isListLike(value: Value): boolean {
  return isKind(value, 'vector') || (value !== null && typeof value === 'object' && isList(value));
}

function toMap(value: Value, language: Language): Value | undefined {
  if (isKind(value, 'map')) return widen(value, language);
  if (typeof value !== 'string') return undefined;
  const json = parseJson(value);
  const inner = json === undefined ? undefined : readValue(json);
  return isKind(inner, 'map') ? widen(inner, language) : undefined;
}

type Kinds = 'date' | 'instant' | 'map' | 'vector' | 'table' | 'handle';

function isKind<K extends Kinds>(value: Value | undefined, kind: K): value is Extract<Value, { readonly kind: K }> {
  return value !== undefined && value !== null && typeof value === 'object' && !isList(value) && value.kind === kind;
}

function fileOf(json: Json): string | undefined {
  if (json === null || typeof json !== 'object' || Array.isArray(json) || !('$file' in json)) return undefined;
  return typeof json.$file === 'string' ? json.$file : '';
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json; // JSON.parse gives nothing else.
  } catch {
    return undefined;
  }
}

const describedCharsMax = 80;

function describe(json: Json): string {
  if (json === null) return 'nothing';
  const value = readValue(json);
  const text =
    typeof json === 'string' ? `"${json}"` : JSON.stringify(value === undefined ? json : valueToPlainJson(value));
  return text.length > describedCharsMax ? `${text.slice(0, describedCharsMax)}…` : text;
}
