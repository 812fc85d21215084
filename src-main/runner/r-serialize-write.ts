import { flagBits, itemTypes, missingInteger, stringBits } from './r-serialize.ts';
import type { RAttributes, RText, RValue, RVector } from './r-serialize.ts';

const firstCapacityBytes = 512;

/** What R's `unserialize` takes. */
export function writeR(value: RValue): Uint8Array {
  const writer = new RWriter();
  writer.header();
  writer.item(value);
  return writer.finish();
}

/** Alive for one message: a buffer that grows, and the symbols it has written. */
class RWriter {
  #buffer = Buffer.allocUnsafe(firstCapacityBytes);
  #at = 0;
  readonly #symbolNumbers = new Map<string, number>();

  header(): void {
    this.#reserve(14);
    this.#at += this.#buffer.write('B\n', 0, 'latin1');
    this.#integer(2);
    this.#integer(0x00_03_05_00);
    this.#integer(0x00_02_03_00);
  }

  item(value: RValue): void {
    if (value.type === 'null') {
      this.#reserve(4);
      this.#integer(itemTypes.null);
      return;
    }
    const attributes = value.attributes;
    const hasAttributes = attributes !== undefined && attributes.length > 0;
    this.#reserve(8);
    this.#integer(itemTypeOf(value) | (hasAttributes ? attributeFlags(attributes) : 0));
    this.#data(value);
    if (hasAttributes) this.#attributes(attributes);
  }

  finish(): Uint8Array {
    return this.#buffer.subarray(0, this.#at);
  }

  #data(value: RVector): void {
    switch (value.type) {
      case 'logical':
      case 'integer':
      case 'double':
      case 'raw':
      case 'complex':
        this.#integer(value.type === 'complex' ? value.data.length / 2 : value.data.length);
        this.#bytes(new Uint8Array(value.data.buffer, value.data.byteOffset, value.data.byteLength));
        return;
      case 'character':
        this.#integer(value.values.length);
        for (const text of value.values) this.#string(text);
        return;
      case 'text':
        this.#text(value.text);
        return;
      case 'list':
        this.#integer(value.items.length);
        for (const item of value.items) this.item(item);
        return;
    }
  }

  #string(text: string | null): void {
    // Three bytes are the most that one UTF-16 unit takes in UTF-8.
    this.#reserve(8 + (text === null ? 0 : text.length * 3));
    if (text === null) {
      this.#integer(itemTypes.string);
      this.#integer(-1);
      return;
    }
    const size = this.#buffer.write(text, this.#at + 8, 'utf8');
    this.#integer(itemTypes.string | (size === text.length ? stringBits.ascii : stringBits.utf8));
    this.#integer(size);
    this.#at += size;
  }

  #text({ offsets, bytes, missing }: RText): void {
    const count = offsets.length - 1;
    this.#integer(count);
    this.#reserve(count * 8 + bytes.length);
    for (let index = 0; index < count; index += 1) {
      const start = offsets[index] ?? 0;
      const end = offsets[index + 1] ?? start;
      if (missing?.[index] === 1) {
        this.#integer(itemTypes.string);
        this.#integer(-1);
        continue;
      }
      const flagsAt = this.#at;
      let highBits = 0;
      this.#at += 8;
      for (let at = start; at < end; at += 1) {
        const byte = bytes[at] ?? 0;
        highBits |= byte;
        this.#buffer[this.#at++] = byte;
      }
      this.#buffer.writeInt32LE(itemTypes.string | (highBits < 0x80 ? stringBits.ascii : stringBits.utf8), flagsAt);
      this.#buffer.writeInt32LE(end - start, flagsAt + 4);
    }
  }

  #attributes(attributes: RAttributes): void {
    for (const [name, value] of attributes) {
      this.#reserve(8);
      this.#integer(itemTypes.pairlist | flagBits.hasTag);
      this.#symbol(name);
      this.item(value);
    }
    this.#reserve(4);
    this.#integer(itemTypes.null);
  }

  #symbol(name: string): void {
    const number = this.#symbolNumbers.get(name);
    if (number !== undefined) {
      this.#integer((number << 8) | itemTypes.reference);
      return;
    }
    this.#symbolNumbers.set(name, this.#symbolNumbers.size + 1);
    this.#integer(itemTypes.symbol);
    this.#string(name);
  }

  #bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #integer(value: number): void {
    this.#at = this.#buffer.writeInt32LE(value | 0, this.#at);
  }

  #reserve(sizeBytes: number): void {
    const needed = this.#at + sizeBytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }
}

function itemTypeOf(value: RVector): number {
  return value.type === 'text' ? itemTypes.character : itemTypes[value.type];
}

/** R looks for methods only on what is marked as an object, so a class needs the mark as well. */
function attributeFlags(attributes: RAttributes): number {
  const isObject = attributes.some(([name]) => name === 'class');
  return flagBits.hasAttributes | (isObject ? flagBits.isObject : 0);
}

/** Row names 1 … n as R keeps them: two integers, a missing one and minus the count. */
export function compactRowNames(rowCount: number): RValue {
  return { type: 'integer', data: Int32Array.of(missingInteger, -rowCount) };
}
