import { expect, test } from 'vitest';

import {
  acceptName,
  acceptVersion,
  checksumInput,
  folderPath,
  freeName,
  latestVersion,
  nextVersions,
  shownNames,
  sourceFileName,
} from './function-rules.ts';

test('language, entry and source each change what the checksum is of', () => {
  const inputs = [
    checksumInput('r', 'f', 'x'),
    checksumInput('julia', 'f', 'x'),
    checksumInput('r', 'g', 'x'),
    checksumInput('r', 'f', 'y'),
  ];
  expect(new Set(inputs).size).toBe(4);
});

test('a name has a letter and at most 255 characters', () => {
  expect(acceptName('  a b ')).toEqual({ ok: true, value: 'a b' });
  expect(acceptName('   ')).toEqual({ ok: false, failure: { kind: 'name-empty' } });
  expect(acceptName('x'.repeat(256))).toEqual({ ok: false, failure: { kind: 'name-too-long', charsMax: 255 } });
});

test.each([
  ['Models/Old', 'Models/Old'],
  ['/ Models //Old/ ', 'Models/Old'],
  ['..\\..\\etc', 'etc'],
  ['', ''],
])('the folder %j is %j', (given, kept) => {
  expect(folderPath(given)).toBe(kept);
});

test('of two records with one name the one made later is shown with a number', () => {
  const records = [
    { id: 'b', name: 'fit' },
    { id: 'a', name: 'fit' },
    { id: 'c', name: 'fit (2)' },
    { id: 'd', name: 'fit' },
  ];
  expect(Object.fromEntries(shownNames(records))).toEqual({ a: 'fit', b: 'fit (3)', c: 'fit (2)', d: 'fit (4)' });
  expect(freeName('fit', ['fit', 'fit (2)'])).toBe('fit (3)');
});

test('a version is semantic, new, and higher than every one before', () => {
  expect(acceptVersion(' v1.2.0 ', ['1.0.0'])).toEqual({ ok: true, value: '1.2.0' });
  expect(acceptVersion('1.2', [])).toEqual({ ok: false, failure: { kind: 'version-invalid', given: '1.2' } });
  expect(acceptVersion('1.0.0', ['1.0.0', '2.0.0'])).toEqual({
    ok: false,
    failure: { kind: 'version-taken', version: '1.0.0' },
  });
  expect(acceptVersion('1.5.0', ['1.0.0', '2.0.0'])).toEqual({
    ok: false,
    failure: { kind: 'version-not-higher', version: '1.5.0', latest: '2.0.0' },
  });
});

test('versions are compared by number, and the next ones follow from the highest', () => {
  expect(latestVersion(['1.9.0', '1.10.0', '1.2.0'])).toBe('1.10.0');
  expect(nextVersions(['1.9.0', '1.10.0'])).toEqual({ patch: '1.10.1', minor: '1.11.0', major: '2.0.0' });
  expect(nextVersions([])).toEqual({ patch: '0.0.1', minor: '0.1.0', major: '1.0.0' });
});

test.each([
  ['Summary by month', 'r', 'Summary_by_month.R'],
  ['größe/../x', 'python', 'größe_x.py'],
  ['***', 'julia', 'function.jl'],
] as const)('the source of %j in %s is called %s in traces', (name, language, file) => {
  expect(sourceFileName(name, language)).toBe(file);
});
