import { expect, test } from 'vitest';

import type { AuditEventView } from '#shared/audit/audit-server-api.ts';

import { testEvent } from './audit-event.harness.ts';
import { searchBack } from './search-back.ts';

const event = (number: number): AuditEventView => ({
  ...testEvent,
  id: `event-${String(number).padStart(4, '0')}`,
  number,
  timestamp: number,
});

/** Of events 1000 to 1, those that `fits`; each call looks at ten. */
function setupSearch(fits: (number: number) => boolean) {
  const asked: (string | undefined)[] = [];
  const search = async ({ after, limit }: { readonly after?: string; readonly limit: number }) => {
    asked.push(after);
    const from = after === undefined ? 1000 : Number(after.slice(6)) - 1;
    const looked = Array.from({ length: Math.min(10, from) }, (_, index) => from - index);
    const items = looked.filter(fits).slice(0, limit).map(event);
    const last = looked.at(-1) ?? 0;
    const next = items.length === limit ? items.at(-1)?.id : last <= 1 ? undefined : event(last).id;
    return await Promise.resolve({ items, next: next ?? null });
  };
  return { asked, search };
}

const { signal } = new AbortController();

test('a page is filled from as many calls as it takes, and the next goes on where it ended', async () => {
  const { asked, search } = setupSearch((number) => number % 50 === 0);
  const page = await searchBack({}, { limit: 3 }, signal, search);
  expect(page.items.map(({ number }) => number)).toEqual([1000, 950, 900]);
  const before = asked.length;
  const next = await searchBack({}, { limit: 100, after: page.next ?? '' }, signal, search);
  expect(asked[before]).toBe('event-0900');
  expect(next.items.map(({ number }) => number)).toEqual(Array.from({ length: 17 }, (_, index) => 850 - 50 * index));
  expect(next.next).toBeNull();
});

test('where nothing fits it ends at the end, and before that when it has taken too long', async () => {
  const nothing = setupSearch(() => false);
  expect(await searchBack({}, { limit: 10 }, signal, nothing.search)).toEqual({ items: [], next: null });
  expect(nothing.asked).toHaveLength(100);
  const endless = async () => await Promise.resolve({ items: [], next: 'event-0007' });
  expect(await searchBack({}, { limit: 10 }, signal, endless)).toEqual({ items: [], next: 'event-0007' });
});
