/* An authenticator for tests, written after RFC 6238 and not with the library that the server reads codes with. */
import { createHmac } from 'node:crypto';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The six digits that a telephone shows at that moment. */
export function showCode(secret: string, atMs: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(atMs / 30_000)));
  const digest = createHmac('sha1', bytesOf(secret)).update(counter).digest();
  const number = digest.readUInt32BE((digest.at(-1) ?? 0) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** Digits that are shown neither then nor within some minutes of it. */
export function showWrongCode(secret: string, atMs: number): string {
  const near = new Set(Array.from({ length: 81 }, (_, step) => showCode(secret, atMs + (step - 40) * 30_000)));
  const wrong = Array.from({ length: near.size + 1 }, (_, number) => String(number).padStart(6, '0'));
  return wrong.find((code) => !near.has(code)) ?? '';
}

function bytesOf(base32: string): Buffer {
  const bits = base32
    .split('')
    .map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const bytes = bits.match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
}
