/*
 * Python's own marshal format, version 2, written and read here: Python dumps and loads it in C, at a microsecond for a
 * small message, and it keeps integers of any size, every float bit and every character.
 *
 * Only the kinds that a message needs: None, booleans, integers, floats, texts, bytes, tuples, lists, dicts, and written only
 * complex numbers. A tuple stands
 * for something that Python's plain kinds cannot say (a date, a table); what it means is for python-language.ts.
 *
 * Source: https://github.com/python/cpython/blob/3.13/Python/marshal.c (w_object, r_object)
 */

const code = {
  null: 0x30, // '0', ends a dict
  none: 0x4e, // 'N'
  true: 0x54, // 'T'
  false: 0x46, // 'F'
  int: 0x69, // 'i', 32 bits
  long: 0x6c, // 'l', digits of 15 bits
  float: 0x67, // 'g'
  complex: 0x79, // 'y'
  text: 0x75, // 'u'
  interned: 0x74, // 't'
  bytes: 0x73, // 's'
  tuple: 0x28, // '('
  list: 0x5b, // '['
  dict: 0x7b, // '{'
} as const;

const digitBits = 15n;
const digitMask = 0x7fffn;
/** Beyond this many digits BigInt shifts would take quadratic time, so hexadecimal text is the way. */
const digitsByShiftMax = 8;

export class MarshalWriter {
  #buffer = Buffer.allocUnsafe(512);
  #at = 0;

  none(): void {
    this.#code(code.none);
  }

  boolean(value: boolean): void {
    this.#code(value ? code.true : code.false);
  }

  integer(value: bigint): void {
    if (value >= -0x8000_0000n && value <= 0x7fff_ffffn) {
      this.#code(code.int);
      this.#int32(Number(value));
      return;
    }
    const digits = digitsOf(value < 0n ? -value : value);
    this.#code(code.long);
    this.#int32(value < 0n ? -digits.length : digits.length);
    this.#reserve(digits.length * 2);
    for (const digit of digits) this.#at = this.#buffer.writeUInt16LE(digit, this.#at);
  }

  float(value: number): void {
    this.#code(code.float);
    this.#reserve(8);
    this.#at = this.#buffer.writeDoubleLE(value, this.#at);
  }

  complex(re: number, im: number): void {
    this.#code(code.complex);
    this.#reserve(16);
    this.#at = this.#buffer.writeDoubleLE(re, this.#at);
    this.#at = this.#buffer.writeDoubleLE(im, this.#at);
  }

  text(value: string): void {
    this.#code(code.text);
    // A UTF-16 unit takes at most three bytes of UTF-8.
    this.#reserve(4 + value.length * 3);
    const length = this.#buffer.write(value, this.#at + 4, 'utf8');
    this.#buffer.writeUInt32LE(length, this.#at);
    this.#at += 4 + length;
  }

  /** The pieces become one bytes object. */
  bytes(pieces: readonly Uint8Array[]): void {
    const length = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
    this.#code(code.bytes);
    this.#int32(length);
    this.#reserve(length);
    for (const piece of pieces) {
      this.#buffer.set(piece, this.#at);
      this.#at += piece.byteLength;
    }
  }

  /** The next `count` things that are written are its items. */
  tuple(count: number): void {
    this.#code(code.tuple);
    this.#int32(count);
  }

  /** The next `count` things that are written are its items. */
  list(count: number): void {
    this.#code(code.list);
    this.#int32(count);
  }

  /** Keys and values follow in turn, then `endDict`. */
  dict(): void {
    this.#code(code.dict);
  }

  endDict(): void {
    this.#code(code.null);
  }

  finish(): Uint8Array {
    return this.#buffer.subarray(0, this.#at);
  }

  #code(byte: number): void {
    this.#reserve(1);
    this.#buffer[this.#at++] = byte;
  }

  #int32(value: number): void {
    this.#reserve(4);
    this.#at = this.#buffer.writeInt32LE(value, this.#at);
  }

  #reserve(byteCount: number): void {
    const needed = this.#at + byteCount;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(grown, 0, 0, this.#at);
    this.#buffer = grown;
  }
}

/** What a message holds, with `T` for what the caller makes of tuples. The names in a dict are texts. */
export type Marshalled<T> =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | readonly Marshalled<T>[]
  | { readonly kind: 'map'; readonly entries: readonly (readonly [string, Marshalled<T>])[] }
  | T;

/** Nesting beyond this is rubbish: Python's marshal stops at 2000 itself. */
const depthMax = 2100;

/** Reads one message. Throws a RangeError or a TypeError on rubbish. */
export function readMarshal<T>(bytes: Uint8Array, onTuple: (items: readonly Marshalled<T>[]) => T): Marshalled<T> {
  const reader = new MarshalReader(bytes, onTuple);
  const whole = reader.item(0);
  if (!reader.isAtEnd()) throw new RangeError('A message goes on after its end.');
  return whole;
}

class MarshalReader<T> {
  readonly #buffer: Buffer;
  readonly #onTuple: (items: readonly Marshalled<T>[]) => T;
  #at = 0;

  constructor(bytes: Uint8Array, onTuple: (items: readonly Marshalled<T>[]) => T) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#onTuple = onTuple;
  }

  isAtEnd(): boolean {
    return this.#at === this.#buffer.length;
  }

  item(depth: number): Marshalled<T> {
    if (depth > depthMax) throw new RangeError('A message is nested too deeply.');
    const kind = this.#buffer.readUInt8(this.#at);
    this.#at += 1;
    switch (kind) {
      case code.none:
        return null;
      case code.true:
        return true;
      case code.false:
        return false;
      case code.int:
        this.#at += 4;
        return BigInt(this.#buffer.readInt32LE(this.#at - 4));
      case code.long:
        return this.#integer();
      case code.float:
        this.#at += 8;
        return this.#buffer.readDoubleLE(this.#at - 8);
      case code.text:
      case code.interned: {
        const length = this.#length();
        this.#at += length;
        return this.#buffer.toString('utf8', this.#at - length, this.#at);
      }
      case code.bytes: {
        const length = this.#length();
        this.#at += length;
        return this.#buffer.subarray(this.#at - length, this.#at);
      }
      case code.tuple:
        return this.#onTuple(this.#items(depth));
      case code.list:
        return this.#items(depth);
      case code.dict:
        return { kind: 'map', entries: this.#entries(depth) };
      default:
        throw new TypeError(`${String(kind)} is not a kind of thing that a message holds.`);
    }
  }

  #length(): number {
    const count = this.#buffer.readUInt32LE(this.#at);
    this.#at += 4;
    // Every item takes at least a byte, so a larger count is rubbish, and must not become an allocation.
    if (count > this.#buffer.length - this.#at) {
      throw new RangeError(`A length of ${String(count)} runs past the end of the message.`);
    }
    return count;
  }

  #integer(): bigint {
    const signed = this.#buffer.readInt32LE(this.#at);
    const count = Math.abs(signed);
    const start = this.#at + 4;
    this.#at = start + count * 2;
    if (this.#at > this.#buffer.length) throw new RangeError('An integer runs past the end of the message.');
    const magnitude = integerOfDigits(this.#buffer, start, count);
    return signed < 0 ? -magnitude : magnitude;
  }

  #items(depth: number): Marshalled<T>[] {
    const count = this.#length();
    const found: Marshalled<T>[] = [];
    for (let index = 0; index < count; index += 1) found.push(this.item(depth + 1));
    return found;
  }

  #entries(depth: number): (readonly [string, Marshalled<T>])[] {
    const found: (readonly [string, Marshalled<T>])[] = [];
    while (this.#buffer.readUInt8(this.#at) !== code.null) {
      const name = this.item(depth + 1);
      if (typeof name !== 'string') throw new TypeError('A name in a map is not a text.');
      found.push([name, this.item(depth + 1)]);
    }
    this.#at += 1;
    return found;
  }
}

/** Digits of 15 bits, the least first. */
function digitsOf(magnitude: bigint): number[] {
  const digits: number[] = [];
  if (magnitude < 1n << (digitBits * BigInt(digitsByShiftMax))) {
    for (let rest = magnitude; rest > 0n; rest >>= digitBits) digits.push(Number(rest & digitMask));
    return digits;
  }
  const hex = magnitude.toString(16);
  let bits = 0;
  let bitCount = 0;
  for (let index = hex.length - 1; index >= 0; index -= 1) {
    bits |= Number.parseInt(hex.charAt(index), 16) << bitCount;
    bitCount += 4;
    if (bitCount >= 15) {
      digits.push(bits & 0x7fff);
      bits >>= 15;
      bitCount -= 15;
    }
  }
  if (bits > 0) digits.push(bits);
  return digits;
}

function integerOfDigits(buffer: Buffer, start: number, count: number): bigint {
  if (count <= digitsByShiftMax) {
    let magnitude = 0n;
    for (let index = count - 1; index >= 0; index -= 1) {
      magnitude = (magnitude << digitBits) | BigInt(buffer.readUInt16LE(start + index * 2));
    }
    return magnitude;
  }
  // Fifteen bits at a time into groups of four, which are hexadecimal digits, from the least on.
  const hex: string[] = [];
  let bits = 0;
  let bitCount = 0;
  for (let index = 0; index < count; index += 1) {
    bits |= buffer.readUInt16LE(start + index * 2) << bitCount;
    bitCount += 15;
    while (bitCount >= 4) {
      hex.push((bits & 0xf).toString(16));
      bits >>>= 4;
      bitCount -= 4;
    }
  }
  hex.push(bits.toString(16));
  return BigInt(`0x${hex.toReversed().join('')}`);
}
