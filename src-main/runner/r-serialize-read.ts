import { flagBits, itemTypes, packedTextLengthMin, stringBits } from './r-serialize.ts';
import type { RAttributes, RText, RValue, RVector } from './r-serialize.ts';

/** What R's `serialize(x, NULL, xdr = FALSE, version = 2)` gave. Throws a RangeError on anything else. */
export function readR(bytes: Uint8Array): RValue {
  const reader = new RReader(bytes);
  reader.header();
  const value = reader.item();
  reader.end();
  return value;
}

const wordBytes = 4;
const depthMax = 1000; // Lists nest by recursion here; R itself stops at about 5,000.

/** Alive for one message: where it is, and the symbols it has met. */
class RReader {
  readonly #buffer: Buffer;
  readonly #symbols: string[] = [];
  #at = 0;
  #depth = 0;

  constructor(bytes: Uint8Array) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  header(): void {
    if (this.#buffer.length < 14 || this.#buffer[0] !== 0x42 || this.#buffer[1] !== 0x0a) {
      throw new RangeError('Not in the serialize format of R.');
    }
    this.#at = 2;
    const version = this.#integer();
    if (version !== 2)
      throw new RangeError(`Version ${String(version)} of the serialize format, where 2 was expected.`);
    this.#at += 2 * wordBytes;
  }

  end(): void {
    if (this.#at !== this.#buffer.length) throw new RangeError('Bytes are left over behind the value.');
  }

  item(): RValue {
    const flags = this.#integer();
    if ((flags & 0xff) === itemTypes.null) return { type: 'null' };
    if (++this.#depth > depthMax) throw new RangeError(`Lists are nested deeper than ${String(depthMax)}.`);
    const bare = this.#data(flags & 0xff);
    const attributes = (flags & flagBits.hasAttributes) === 0 ? undefined : this.#attributes();
    this.#depth -= 1;
    return attributes === undefined ? bare : { ...bare, attributes };
  }

  #data(type: number): RVector {
    const length = this.#length();
    switch (type) {
      case itemTypes.logical:
        return { type: 'logical', data: new Int32Array(this.#copy(length * 4)) };
      case itemTypes.integer:
        return { type: 'integer', data: new Int32Array(this.#copy(length * 4)) };
      case itemTypes.double:
        return { type: 'double', data: new Float64Array(this.#copy(length * 8)) };
      case itemTypes.complex:
        return { type: 'complex', data: new Float64Array(this.#copy(length * 16)) };
      case itemTypes.raw:
        return { type: 'raw', data: new Uint8Array(this.#copy(length)) };
      case itemTypes.character:
        return length >= packedTextLengthMin ? { type: 'text', text: this.#text(length) } : this.#strings(length);
      case itemTypes.list:
        return { type: 'list', items: this.#items(length) };
      default:
        throw new RangeError(`An item of type ${String(type)}, which no answer has.`);
    }
  }

  #items(length: number): readonly RValue[] {
    const items: RValue[] = [];
    for (let index = 0; index < length; index += 1) items.push(this.item());
    return items;
  }

  #strings(length: number): RVector {
    const values: (string | null)[] = [];
    for (let index = 0; index < length; index += 1) values.push(this.#string());
    return { type: 'character', values };
  }

  #string(): string | null {
    const flags = this.#integer();
    if ((flags & 0xff) !== itemTypes.string) throw new RangeError('A string was expected.');
    const size = this.#integer();
    if (size === -1) return null;
    const start = this.#take(size);
    return (flags & (stringBits.ascii | stringBits.latin1)) === 0
      ? this.#buffer.toString('utf8', start, start + size)
      : this.#buffer.toString('latin1', start, start + size);
  }

  #text(length: number): RText {
    // A first pass finds the size, so that the second copies each string once. Latin-1 may double in UTF-8.
    const start = this.#at;
    let sizeMax = 0;
    for (let index = 0; index < length; index += 1) {
      const isLatin1 = (this.#integer() & stringBits.latin1) !== 0;
      const size = this.#integer();
      if (size < 0) continue;
      this.#take(size);
      sizeMax += isLatin1 ? size * 2 : size;
    }
    this.#at = start;
    const offsets = new Int32Array(length + 1);
    const bytes = new Uint8Array(sizeMax);
    const missing = new Uint8Array(length);
    let isSomeMissing = false;
    let filled = 0;
    for (let index = 0; index < length; index += 1) {
      const flags = this.#integer();
      if ((flags & 0xff) !== itemTypes.string) throw new RangeError('A string was expected.');
      const size = this.#integer();
      if (size === -1) {
        missing[index] = 1;
        isSomeMissing = true;
      } else {
        filled = this.#copyString(flags, size, { bytes, filled });
      }
      offsets[index + 1] = filled;
    }
    const text = { offsets, bytes: bytes.subarray(0, filled) };
    return isSomeMissing ? { ...text, missing } : text;
  }

  #copyString(flags: number, size: number, to: { readonly bytes: Uint8Array; readonly filled: number }): number {
    const start = this.#take(size);
    let { filled } = to;
    const isLatin1 = (flags & stringBits.latin1) !== 0;
    for (let at = start; at < start + size; at += 1) {
      const byte = this.#buffer[at] ?? 0;
      if (isLatin1 && byte >= 0x80) {
        to.bytes[filled++] = 0xc0 | (byte >> 6);
        to.bytes[filled++] = 0x80 | (byte & 0x3f);
      } else {
        to.bytes[filled++] = byte;
      }
    }
    return filled;
  }

  #attributes(): RAttributes {
    const attributes: (readonly [string, RValue])[] = [];
    for (;;) {
      const flags = this.#integer();
      const type = flags & 0xff;
      if (type === itemTypes.null) return attributes;
      if (type !== itemTypes.pairlist || (flags & flagBits.hasTag) === 0)
        throw new RangeError('Attributes were expected.');
      const name = this.#symbol();
      attributes.push([name, this.item()]);
    }
  }

  #symbol(): string {
    const flags = this.#integer();
    if ((flags & 0xff) === itemTypes.reference) {
      const number = flags >>> 8 === 0 ? this.#integer() : flags >>> 8;
      const known = this.#symbols[number - 1];
      if (known === undefined) throw new RangeError(`Symbol ${String(number)} was never named.`);
      return known;
    }
    const name = (flags & 0xff) === itemTypes.symbol ? this.#string() : null;
    if (name === null) throw new RangeError('A symbol was expected.');
    this.#symbols.push(name);
    return name;
  }

  /** A copy, since typed arrays must start at a multiple of their element's size; it keeps the bits of each NaN. */
  #copy(sizeBytes: number): ArrayBuffer {
    const start = this.#take(sizeBytes);
    const copy = new Uint8Array(sizeBytes);
    copy.set(this.#buffer.subarray(start, start + sizeBytes));
    return copy.buffer;
  }

  #length(): number {
    const length = this.#integer();
    if (length < 0) throw new RangeError('A vector is longer than a frame can be.');
    return length;
  }

  #integer(): number {
    return this.#buffer.readInt32LE(this.#take(wordBytes));
  }

  #take(sizeBytes: number): number {
    const start = this.#at;
    if (sizeBytes < 0 || start + sizeBytes > this.#buffer.length) throw new RangeError('The value ends too early.');
    this.#at = start + sizeBytes;
    return start;
  }
}
