/*
 * The kinds of field that a record can have. A kind brings everything that any part of the program asks of it: the zod
 * schema, how two devices' edits are merged, and, by its name, the columns and codecs in table-sql.ts and row-codec.ts.
 */
import { z } from 'zod';

import type { Instant } from '../base/instant.ts';
import { isDeeperThan } from '../base/json-depth.ts';
import { isOrderKey } from './order-key.ts';

export type FieldKind =
  | 'text'
  | 'integer'
  | 'decimal'
  | 'boolean'
  | 'instant'
  | 'choice'
  | 'json'
  | 'reference'
  | 'merged-text'
  | 'order-key'
  | 'blob'
  | 'retired';

/**
 * `latest`: the later stamp wins. `fixed`: set at creation, never again. `merged`: edits of all devices are woven together
 * (only merged text).
 */
export type MergeRule = 'latest' | 'fixed' | 'merged';

export type Field<T> = {
  readonly kind: FieldKind;
  readonly schema: z.ZodType<T>;
  readonly merge: MergeRule;
  readonly isOptional: boolean;
  /** Never leaves the server: not synchronised, and not even a column on a device. */
  readonly isServerOnly: boolean;
  /** Worked out from the record's other fields by the program: nobody edits it, so nobody is told that it was overwritten. */
  readonly isDerived: boolean;
  /** Sealed at rest with a key that is not in the database (only JSON that is server-only can be). */
  readonly isSensitive: boolean;
  /** The entity that a reference points to. May dangle: a device holds only a part of the data. */
  readonly target?: string;
  readonly choices?: readonly string[];
  /** Gives JSON that an older program stored what its schema has got since. Called at every read, so it must be quick. */
  readonly complete?: (stored: unknown) => T;
};

type Options = { readonly merge?: MergeRule };
type TextOptions = Options & { readonly min?: number; readonly max?: number; readonly pattern?: RegExp };

function field<T>(
  kind: FieldKind,
  schema: z.ZodType<T>,
  options: Options & Pick<Field<T>, 'target' | 'choices' | 'complete'> = {},
): Field<T> {
  return {
    kind,
    schema,
    isOptional: false,
    isServerOnly: false,
    isDerived: false,
    isSensitive: false,
    ...options,
    merge: options.merge ?? 'latest',
  };
}

/** Longest text of a field that does not say otherwise; long prose and sources are merged text. */
export const textCharsMax = 100_000;

export function text({ min = 0, max = textCharsMax, pattern, ...options }: TextOptions = {}): Field<string> {
  const bounded = z.string().min(min).max(max);
  return field('text', pattern === undefined ? bounded : bounded.regex(pattern), options);
}

export function integer(options: Options & { readonly min?: number; readonly max?: number } = {}): Field<number> {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER, ...rest } = options;
  return field('integer', z.number().int().min(min).max(max), rest);
}

/** An exact decimal number, kept as its digits: prices must not become 0.30000000000000004. */
export function decimal(options: Options = {}): Field<string> {
  return field('decimal', z.string().regex(/^-?\d{1,20}(\.\d{1,12})?$/), options);
}

export function boolean(options: Options = {}): Field<boolean> {
  return field('boolean', z.boolean(), options);
}

export function instant(options: Options = {}): Field<Instant> {
  // Only the brand is added; every safe integer is a moment.
  return field('instant', z.number().int() as unknown as z.ZodType<Instant>, options);
}

export function choice<const C extends readonly [string, ...string[]]>(
  choices: C,
  options: Options = {},
): Field<C[number]> {
  return field('choice', z.enum(choices) as unknown as z.ZodType<C[number]>, { ...options, choices });
}

/** How deep JSON may go. Nobody writes such by hand, and code that goes down a value by calling itself ends at some thousands. */
export const jsonDepthMax = 100;

export function json<T>(schema: z.ZodType<T>, options: Options & Pick<Field<T>, 'complete'> = {}): Field<T> {
  const message = `has lists and objects inside each other, more than ${String(jsonDepthMax)} deep`;
  const shallow = z.unknown().refine((value) => !isDeeperThan(value, jsonDepthMax), message);
  return field('json', shallow.pipe(schema), options);
}

/** The id of a record of another entity. No foreign key stands behind it: what it names may not be on this device. */
export function reference(target: string, options: Options = {}): Field<string> {
  return field('reference', z.string().min(1).max(64), { ...options, target });
}

/** Text that several people may edit at once: plain text for readers, and beside it the Yjs state that merges. */
export function mergedText({ max = 2_000_000 }: { readonly max?: number } = {}): Field<string> {
  return field('merged-text', z.string().max(max), { merge: 'merged' });
}

/** A place in a hand-made order: a fractional index, so that moving one record changes one record. */
export function orderKey(options: Options = {}): Field<string> {
  return field(
    'order-key',
    z
      .string()
      .regex(/^[0-9A-Za-z]{1,200}$/)
      .refine(isOrderKey, 'is no order key'),
    options,
  );
}

/** The SHA-256 of a file in the blob folder. A blob that nothing names any more is collected. */
export function blob(options: Options = {}): Field<string> {
  return field('blob', z.string().regex(/^[0-9a-f]{64}$/), options);
}

/** A field that old devices may still write. Its column stays; nobody reads it. */
export function retired<T>(inner: Field<T>): Field<T | null> {
  return { ...inner, kind: 'retired', schema: inner.schema.nullable(), isOptional: true };
}

export function optional<T>(inner: Field<T>): Field<T | null> {
  return { ...inner, schema: inner.schema.nullable(), isOptional: true };
}

export function derived<T>(inner: Field<T>): Field<T> {
  return { ...inner, isDerived: true };
}

export function serverOnly<T>(inner: Field<T>): Field<T> {
  return { ...inner, isServerOnly: true };
}

/** What stays on the server, and lies in its database only sealed. */
export function sensitive<T>(inner: Field<T>): Field<T> {
  return { ...inner, isServerOnly: true, isSensitive: true };
}
