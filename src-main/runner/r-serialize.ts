/*
 * R's own serialize format, version 2, in the machine's byte order ("B\n", little-endian here): the encoding that R reads
 * and writes fastest, about 1.4 µs for a small list, where JSON takes hundreds.
 *
 *   header   "B\n", then three integers: format 2, R's version, the oldest R that can read it
 *   item     one integer of flags: bits 0-7 type, 8 is-object, 9 has-attributes, 10 has-tag, 12-27 the object's own bits;
 *            then length and data; then, where there are attributes, a pairlist of them
 *   strings  one item each: flags with the encoding, length (-1 is NA), bytes
 *   symbols  are written once and referred to by number afterwards
 *
 * Doubles are carried as bytes and never pass through a JavaScript number, since a missing value of R is a NaN whose
 * payload (1954) a JavaScript engine may drop. Version 2 has no compact sequences (ALTREP): R writes them out.
 *
 * Source: R Internals 1.8 "Serialization Formats", https://cran.r-project.org/doc/manuals/r-release/R-ints.html
 */

export type RAttributes = readonly (readonly [name: string, value: RValue])[];

export type RVector = { readonly attributes?: RAttributes | undefined } & (
  | { readonly type: 'logical' | 'integer'; readonly data: Int32Array }
  | { readonly type: 'double'; readonly data: Float64Array }
  /** Two numbers an element, re and im. */
  | { readonly type: 'complex'; readonly data: Float64Array }
  | { readonly type: 'raw'; readonly data: Uint8Array }
  | { readonly type: 'character'; readonly values: readonly (string | null)[] }
  /** A long character vector in Arrow's layout, so that no string is made for each element. */
  | { readonly type: 'text'; readonly text: RText }
  | { readonly type: 'list'; readonly items: readonly RValue[] }
);

export type RValue = { readonly type: 'null' } | RVector;

/** String i is the UTF-8 of bytes[offsets[i], offsets[i+1]); `missing`, when there is one, has 1 for each NA. */
export type RText = { readonly offsets: Int32Array; readonly bytes: Uint8Array; readonly missing?: Uint8Array };

export const rNull: RValue = { type: 'null' };

/** R's missing integer and missing logical. */
export const missingInteger = -0x8000_0000;

/** The low and high word of R's missing double; R tells it from other NaN by the low word alone. */
export const missingDoubleLow = 1954;
export const missingDoubleHigh = 0x7ff0_0000;

export const itemTypes = {
  symbol: 1,
  pairlist: 2,
  string: 9,
  logical: 10,
  integer: 13,
  double: 14,
  complex: 15,
  character: 16,
  list: 19,
  raw: 24,
  null: 254,
  reference: 255,
} as const;

export const flagBits = { isObject: 1 << 8, hasAttributes: 1 << 9, hasTag: 1 << 10 } as const;

/** The bits that tell a string's encoding, where they stand in the flags. */
export const stringBits = { latin1: 1 << 14, utf8: 1 << 15, ascii: 1 << 18 } as const;

/** From this many elements on, a character vector is read as packed text. */
export const packedTextLengthMin = 1024;
