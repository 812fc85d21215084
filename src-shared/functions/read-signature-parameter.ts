import type { Language } from '../calls/language.ts';
import type { Json } from '../values/json.ts';
import type { Parameter, ParameterType } from './parameter.ts';
import { storedJson } from './stored-json.ts';
import { literalToJson } from './read-signature-literal.ts';
import type { FunctionNote, ParameterHints } from './read-signature-hints.ts';

/** A parameter as a language's reader finds it in the list of parameters. */
export type RawParameter = {
  readonly name: string;
  /** The default as code; null when there is none. */
  readonly defaultSource: string | null;
  /** What the annotation tells; for a `match.arg` in R the choices. */
  readonly hints: ParameterHints;
  /** A parameter without a default that may still be left out (`missing(x)` in R). */
  readonly mayBeMissing?: boolean;
};

/** The documentation says more than the annotation (a unit, a range, choices), and both more than the default. */
export function parameterOf(raw: RawParameter, note: FunctionNote, language: Language): Parameter {
  const documented = note.parameters.get(raw.name);
  const hints = { ...raw.hints, ...documented?.hints };
  const literal = raw.defaultSource === null ? undefined : literalToJson(raw.defaultSource, language);
  const choices = hints.choices ?? null;
  const type = choices === null ? (plainType(hints.type) ?? typeOfDefault(literal, language)) : 'choice';
  const defaultJson = defaultOf(literal, type, choices);
  return {
    name: raw.name,
    type,
    isRequired: raw.defaultSource === null && raw.mayBeMissing !== true,
    defaultSource: raw.defaultSource,
    ...(defaultJson === undefined ? {} : { defaultJson: storedJson(defaultJson) }),
    documentation: documented?.text ?? '',
    unit: hints.unit ?? null,
    choices: choices === null ? null : [...choices],
    min: hints.min ?? null,
    max: hints.max ?? null,
  };
}

/** A choice without its choices is text. */
function plainType(type: ParameterType | undefined): ParameterType | undefined {
  return type === 'choice' ? 'text' : type;
}

/**
 * A default alone says less than an annotation: `rate = 1` in Python and Julia takes 1.5 as well. R's 5L is a word for
 * integers, 5 is not.
 */
function typeOfDefault(literal: Json | undefined, language: Language): ParameterType {
  if (literal === undefined || literal === null) return 'any';
  if (typeof literal === 'boolean') return 'boolean';
  if (typeof literal === 'string') return isCsvPath(literal) ? 'table' : 'text';
  if (typeof literal === 'number') return Number.isInteger(literal) && language === 'r' ? 'integer' : 'number';
  if (Array.isArray(literal)) return 'list';
  if ('$float' in literal) return 'number';
  if ('$integer' in literal) return language === 'r' ? 'integer' : 'number';
  return '$date' in literal ? 'date' : 'map';
}

export function isCsvPath(text: string): boolean {
  return /\.(csv|tsv)$/i.test(text);
}

function defaultOf(
  literal: Json | undefined,
  type: ParameterType,
  choices: readonly string[] | null,
): Json | undefined {
  if (type === 'table') return typeof literal === 'string' ? { $file: literal } : undefined;
  // `method = c("mean", "median")` with match.arg takes the first.
  if (choices !== null && Array.isArray(literal)) return choices[0];
  return literal;
}
