import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';

import { addKey, openKeyRing, parseKeyRing, readKeyRing } from './key-ring.ts';
import { createSealer, keyIdOf } from './sealer.ts';

const key = { id: 'k1', key: Buffer.alloc(32, 1) };
const place = { table: 'tenants', column: 'billing_info', id: 'acme' };

test('what is sealed opens as it was, and is another text each time', () => {
  const sealer = createSealer([key]);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const sealed = sealer.seal(text, place);
      expect(sealer.open(sealed, place)).toBe(text);
      expect(keyIdOf(sealed)).toBe('k1');
      expect(sealer.seal(text, place)).not.toBe(sealed);
    }),
  );
});

test.each([
  { name: 'another record', change: { id: 'other' } },
  { name: 'another column', change: { column: 'config' } },
  { name: 'another table', change: { table: 'users' } },
])('what was sealed does not open in $name', ({ change }) => {
  const sealer = createSealer([key]);
  expect(() => sealer.open(sealer.seal('x', place), { ...place, ...change })).toThrow('does not open with the key k1');
});

test('a single changed bit anywhere is found', () => {
  const sealer = createSealer([key]);
  const sealed = sealer.seal('secret', place);
  const headChars = 'sealed.1.k1.'.length;
  const [head, body] = [sealed.slice(0, headChars), sealed.slice(headChars)] as const;
  const bytes = Buffer.from(body, 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(() => sealer.open(head + changed.toString('base64url'), place)).toThrow('does not open');
  }
  expect(() => sealer.open('plain text', place)).toThrow('is not sealed');
});

test('a key that is missing, or another under its name, says so', () => {
  const sealed = createSealer([key]).seal('x', place);
  expect(() => createSealer([{ id: 'k2', key: Buffer.alloc(32, 2) }]).open(sealed, place)).toThrow(
    'tenants.billing_info of acme is sealed with the key k1, which is not in the key ring. Add that key behind the others.',
  );
  expect(() => createSealer([{ id: 'k1', key: Buffer.alloc(32, 2) }]).open(sealed, place)).toThrow(
    'the key is not the one that it was sealed with',
  );
});

test('a ring is made where there is none, readable by its owner only, and a new key comes before the others', () => {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-keys-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'keys');
  const ring = openKeyRing(file);
  expect(openKeyRing(file)).toEqual(ring);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const sealed = createSealer(ring).seal('x', place);
  const grown = addKey(file);
  expect(grown.slice(1)).toEqual(ring);
  expect(readKeyRing(file)).toEqual(grown);
  expect(createSealer(grown).open(sealed, place)).toBe('x');
  expect(readFileSync(file, 'utf8')).toMatch(/^# /);
});

const good = Buffer.alloc(32, 3).toString('base64');

test.each([
  { text: '', says: 'holds no key' },
  { text: `a:${good}\na:${good}`, says: 'two keys with one id' },
  { text: `a:${good.slice(4)}`, says: 'Key 1 of KEYS is none' },
  { text: `a:${good}\n${good}`, says: 'Key 2 of KEYS is none' },
])('a ring that cannot be used says what is wrong, and no key: $says', ({ text, says }) => {
  expect(() => parseKeyRing(text, 'KEYS')).toThrow(says);
  const refusal = (() => {
    try {
      return parseKeyRing(text, 'KEYS').length.toString();
    } catch (error) {
      return String(error);
    }
  })();
  expect(refusal).not.toContain(good.slice(4));
});

test('a ring comes from one line of the environment too', () => {
  expect(parseKeyRing(`b:${good},a:${good}`, 'KEYS').map(({ id }) => id)).toEqual(['b', 'a']);
});
