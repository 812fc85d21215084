/*
 * What the core and a Julia worker say to each other. Julia's standard library reads no JSON, so this is a small binary
 * form that Julia decodes without guessing: a tag, then a fixed layout. All numbers are little-endian.
 *
 *   text      u32 bytes, UTF-8
 *   list of x u32 count, x…
 *   frame     its parts as below, and last: the path of its table file, u32 bytes of the path (0: there is none)
 *
 *   to Julia    call      text checksum, u8 has source [text source], text file name, text entry,
 *                         text working folder, list of (text parameter, value)
 *               free      u32 2^32 - 1, list of text id              (no table file; no text is as long as the mark says)
 *               wake      u32 2^32 - 2, and a call where one is foreseen
 *   from Julia  1 ready   text version
 *               2 log     u8 (0 out, 1 err, 2 a warning, 3 an error), UTF-8 to the end
 *               3 plot    u8 media (0 SVG, 1 PNG), bytes to the end
 *               4 done    f64 milliseconds, value               (only done and failed have a table file)
 *               5 failed  f64 milliseconds, u8 kind:
 *                         1 function-error  text message, text class, text trace, frames,
 *                                           list of (text message, text class, frames), the causes
 *                         2 syntax-error    text message, i32 line or 0, i32 column or 0
 *                         3 entry-missing   text entry, list of text
 *                         4 not showable    text path, text description
 *                         5 refused         text parameter, text reason
 *                         6 handle-gone     text parameter, text description
 *                         7 memory-exhausted  text message, frames
 *                         frames: list of (text function, i32 line or 0, text file, u8 is user's)
 *               6 progress  text id, text label, f64 done, u8 has total, f64 total, u8 is finished
 *               7 note      UTF-8 to the end
 *               8 artifact  text name, text path of the copy
 *
 *   value   0 null   1 false   2 true   3 i64   4 text of an integer beyond 64 bits   5 f64   6 text   7 i32 days
 *           8 i64 microseconds   9 list of value   10 list of (text name, value)   11 column   12 list of (text name, column)
 *           13 missing   14 f64 f64, complex   15 u32 count, data u8   16 i64 microseconds, a duration
 *           17 i64 microseconds, text zone   18 list of u32 sizes, column (the first index runs fastest)
 *           19 text id, text description of a kept value
 *   column  u8 type, u32 rows, u8 has mask [data u8: 1 is missing], data
 *           type: 1 f64   2 i64   3 i32, an integer   4 u8, a boolean   5 text: data of i32 offsets, data of UTF-8
 *                 6 i32 days   7 i64 microseconds   8 nothing but missing: neither mask nor data
 *                 10 bytes, as text   11 f64 f64, complex   12 i64 microseconds, durations
 *                 13 category: list of text levels, u8 is ordered, data of i32 from 0
 *                 14 text zone, data of i64 microseconds
 *   data    u8 0, the elements; or u8 1, i64 offset of the elements in the table file
 *
 * Decimals go to Julia as floats. Its mirror is resources/workers/julia: read-values.jl, write-values.jl, write-columns.jl.
 */
import { readJuliaAnswer } from './julia-read.ts';
import { writeJuliaCall, writeJuliaFree, writeJuliaWake } from './julia-write.ts';
import type { WorkerCodec } from './worker-language.ts';

export const juliaCodec: WorkerCodec = {
  encode: writeJuliaCall,
  decode: readJuliaAnswer,
  encodeFree: writeJuliaFree,
  encodeWake: writeJuliaWake,
};
