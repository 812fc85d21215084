// The numbers of the layout that julia-codec.ts draws.

export const valueTag = {
  null: 0,
  false: 1,
  true: 2,
  integer: 3,
  largeInteger: 4,
  float: 5,
  text: 6,
  date: 7,
  instant: 8,
  list: 9,
  map: 10,
  vector: 11,
  table: 12,
  missing: 13,
  complex: 14,
  bytes: 15,
  duration: 16,
  zonedInstant: 17,
  array: 18,
  handle: 19,
} as const;

export const columnTag = {
  float: 1,
  integer: 2,
  smallInteger: 3,
  boolean: 4,
  text: 5,
  date: 6,
  instant: 7,
  missing: 8,
  bytes: 10,
  complex: 11,
  duration: 12,
  category: 13,
  zonedInstant: 14,
} as const;

/** The first four bytes of a frame that lets go of kept values; no text of a call is so long. */
export const freeMark = 0xff_ff_ff_ff;
export const wakeMark = 0xff_ff_ff_fe;
