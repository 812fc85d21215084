/*
 * Values from outside, field by field, before either database sees them. The fields' schemas decide what fits; here is what
 * else a database would choke on or store as something different: characters without UTF-8, moments that are no date.
 */
import { fail, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { Field } from '../schema/field.ts';

/** What PostgreSQL and JavaScript both take for a date: the years 1 to 9999. */
const instantMin = -62_135_596_800_000;
const instantMax = 253_402_300_799_999;

/** Sentences of one refusal that are told; a hostile record could hold thousands of mistakes. */
export const problemsMax = 20;

type Parsed = Result<unknown, readonly string[]>;

/**
 * The last short text, number or truth that each field has taken: most records of a page say the same of where they belong and of
 * what state they are in, and the same need not be parsed again.
 */
const lastTaken = new WeakMap<Field<unknown>, { readonly value: unknown; readonly parsed: Parsed }>();
const keptCharsMax = 64;

/** The value as it will be read back, or what is wrong with it, as sentences. */
export function parseValue(name: string, field: Field<unknown>, value: unknown): Parsed {
  if (value === null && field.isOptional) return ok(null);
  const last = lastTaken.get(field);
  if (last !== undefined && last.value === value) return last.parsed;
  const parsed = parseAnew(name, field, value);
  const isShort = typeof value === 'string' ? value.length <= keptCharsMax : typeof value !== 'object';
  if (parsed.ok && isShort) lastTaken.set(field, { value, parsed });
  return parsed;
}

function parseAnew(name: string, field: Field<unknown>, value: unknown): Parsed {
  const parsed = field.schema.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${[name, ...path].map(String).join('.')}: ${message}`,
    );
    return fail(problems.slice(0, problemsMax));
  }
  if (!isKeepable(parsed.data)) return fail([`${name} holds a character that cannot be stored`]);
  if (field.kind === 'instant' && !isDate(parsed.data))
    return fail([`${name} is no date between the years 1 and 9999`]);
  // JSON drops what is undefined, so it is dropped here too and not only on its way to a database.
  return ok(
    field.kind === 'json' && parsed.data !== null ? (JSON.parse(JSON.stringify(parsed.data)) as unknown) : parsed.data,
  );
}

/** Whether two values are the same JSON, in whichever order a database gives the names. */
export function isSameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const entries = Object.entries(left);
  const others = new Map(Object.entries(right));
  return entries.length === others.size && entries.every(([key, value]) => isSameJson(value, others.get(key)));
}

/** NUL is in no text of PostgreSQL's, and half a surrogate pair has no UTF-8. */
function isKeepable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  if (typeof value !== 'object' || value === null) return true;
  // Both are written as escapes; a backslash before one makes it plain text.
  return !/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/.test(JSON.stringify(value));
}

function isDate(value: unknown): boolean {
  return value === null || (typeof value === 'number' && value >= instantMin && value <= instantMax);
}
