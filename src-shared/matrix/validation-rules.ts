/*
 * The rules that a value of an attribute must keep, by the attribute's type. What a type does not know is refused, so that a
 * rule that is stored is a rule that counts.
 */
import { z } from 'zod';

import type { DataType } from './attribute-entities.ts';

export const validationRulesSchema = z.object({
  /** Least value of numbers (decimal digits) and times (ISO 8601); least count of characters of texts. */
  min: z.string().max(100).optional(),
  max: z.string().max(100).optional(),
  /** A regular expression of ECMAScript that the whole text must match. */
  pattern: z.string().max(2000).optional(),
  /** The values of an enumeration, in their order. */
  values: z.array(z.string().min(1).max(255)).max(1000).optional(),
  /** No two instances have the same. */
  isUnique: z.boolean().optional(),
  /** Digits after the point, of decimals. */
  decimals: z.number().int().min(0).max(12).optional(),
  /** The object that a reference points to. */
  objectId: z.string().max(64).optional(),
  /** What a person wrote where no rule above says it. */
  note: z.string().max(10_000).optional(),
});
export type ValidationRules = z.infer<typeof validationRulesSchema>;

export const noRules: ValidationRules = {};

const texts = ['min', 'max', 'pattern', 'isUnique', 'note'] as const;
const ranges = ['min', 'max', 'isUnique', 'note'] as const;

/** Which rules an attribute of each type can have. */
export const rulesByType: { readonly [type in DataType]: readonly (keyof ValidationRules)[] } = {
  string: texts,
  text: texts,
  url: texts,
  email: texts,
  integer: ranges,
  decimal: [...ranges, 'decimals'],
  date: ranges,
  datetime: ranges,
  duration: ranges,
  boolean: ['note'],
  enum: ['values', 'isUnique', 'note'],
  image: ['note'],
  json: ['note'],
  reference: ['objectId', 'isUnique', 'note'],
};

/** What is wrong with the rules of an attribute, in sentences without their full stop; empty when they are right. */
export function validationProblems(
  dataType: DataType,
  rules: ValidationRules,
  defaultValue: string | null,
): readonly string[] {
  const known = rulesByType[dataType];
  const problems = Object.entries(rules)
    .filter(([rule, value]) => value !== undefined && !(known as readonly string[]).includes(rule))
    .map(([rule]) => `an attribute of type ${dataType} has no rule "${rule}"`);
  if (rules.pattern !== undefined && !isPattern(rules.pattern)) problems.push('the pattern is no regular expression');
  for (const bound of ['min', 'max'] as const) {
    const value = rules[bound];
    if (value !== undefined && boundToNumber(dataType, value) === null)
      problems.push(`"${value}" is no ${boundNames[dataType] ?? 'number'}`);
  }
  if (isContradiction(dataType, rules))
    problems.push(`the least value ${rules.min ?? ''} is above the greatest ${rules.max ?? ''}`);
  if (new Set(rules.values).size < (rules.values?.length ?? 0))
    problems.push('a value of the enumeration is there twice');
  if (problems.length > 0 || defaultValue === null) return problems;
  return valueProblems(dataType, rules, defaultValue).map(
    (problem) => `the default value "${defaultValue}" ${problem}`,
  );
}

const boundNames: { readonly [type in DataType]?: string } = {
  date: 'date, such as 2026-11-25',
  datetime: 'moment, such as 2026-11-25T13:00:00Z',
  duration: 'duration, such as PT90M',
  string: 'count of characters',
  text: 'count of characters',
};

/** What is wrong with a value of the attribute, each continuing "the value …". A default may also be an expression, `now()`. */
function valueProblems(dataType: DataType, rules: ValidationRules, value: string): readonly string[] {
  if (/^\w+\(.*\)$/.test(value)) return [];
  if (dataType === 'enum') return (rules.values ?? [value]).includes(value) ? [] : ['is none of the values'];
  if (dataType === 'boolean') return ['true', 'false'].includes(value) ? [] : ['is neither true nor false'];
  const isText = ['string', 'text', 'url', 'email'].includes(dataType);
  if (!isText && !(dataType in boundNames) && !['integer', 'decimal'].includes(dataType)) return [];
  const size = isText ? value.length : boundToNumber(dataType, value);
  if (size === null) return [`is no ${boundNames[dataType] ?? dataType}`];
  const problems: string[] = [];
  const [min, max] = [boundToNumber(dataType, rules.min ?? ''), boundToNumber(dataType, rules.max ?? '')];
  if (min !== null && size < min) problems.push(`is below ${rules.min ?? ''}`);
  if (max !== null && size > max) problems.push(`is above ${rules.max ?? ''}`);
  if (rules.pattern !== undefined && !new RegExp(`^(?:${rules.pattern})$`, 'u').test(value))
    problems.push('does not match the pattern');
  return problems;
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').source !== '';
  } catch {
    return false;
  }
}

function isContradiction(dataType: DataType, { min, max }: ValidationRules): boolean {
  if (min === undefined || max === undefined) return false;
  const [least, greatest] = [boundToNumber(dataType, min), boundToNumber(dataType, max)];
  return least !== null && greatest !== null && least > greatest;
}

/** A number that orders as the bound does; null when it is none of the type. */
function boundToNumber(dataType: DataType, text: string): number | null {
  switch (dataType) {
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(text) ? numberOrNull(Date.parse(text)) : null;
    case 'datetime':
      return /^\d{4}-\d{2}-\d{2}T/.test(text) ? numberOrNull(Date.parse(text)) : null;
    case 'duration':
      return durationToSeconds(text);
    case 'decimal':
      return /^-?\d+(\.\d+)?$/.test(text) ? numberOrNull(Number(text)) : null;
    case 'integer':
      return /^-?\d+$/.test(text) ? numberOrNull(Number(text)) : null;
    default:
      return /^\d+$/.test(text) ? numberOrNull(Number(text)) : null;
  }
}

function numberOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Of ISO 8601's durations those of weeks, days and times, whose lengths are certain. */
function durationToSeconds(text: string): number | null {
  const parts = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text);
  if (parts === null || !/\d/.test(text)) return null;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  return (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds;
}
