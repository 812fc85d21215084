import { expect, test } from 'vitest';

import { slugSchema } from '#shared/tenancy/tenancy-inputs.ts';

import { proposeSlug } from './propose-slug.ts';

test.each([
  ['Acme Analytics', 'acme-analytics'],
  ['  Institut für Statistik, Straße 7 ', 'institut-fur-statistik-strasse-7'],
  ['Élan & Søn', 'elan-s-n'],
  ['統計研究所', ''],
  ['—', ''],
])('%j becomes %j', (name, slug) => {
  expect(proposeSlug(name)).toBe(slug);
});

test('what is proposed is what a server takes, however long the name', () => {
  expect(slugSchema.safeParse(proposeSlug(`${'a'.repeat(99)} b`)).success).toBe(true);
});
