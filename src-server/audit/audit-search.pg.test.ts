import { afterAll, beforeAll, expect, test } from 'vitest';

import { firstIdAt } from '#shared/base/id.ts';
import { instantOf } from '#shared/base/instant.ts';

import { setUpTenant, startTestServer } from '../server.harness.ts';
import type { TestServer } from '../server.harness.ts';
import type { ServerClient } from '../server-client.harness.ts';
import { chainReach, unchainedSql } from './chain-events.ts';

/** More than one call looks at, whatever is looked for; the latest is one second before `endMs`. */
const eventCount = 6_000;
const endMs = 1_700_000_000_000;

let server: TestServer;
let client: ServerClient;
let tenantId: string;

beforeAll(async () => {
  server = await startTestServer();
  const ada = await setUpTenant(server);
  client = server.client(ada.token);
  tenantId = ada.me.tenant.id;
  await server.app.database.asOwner(async ({ query, run }) => {
    await query(
      `INSERT INTO audit_events (id, tenant_id, action, resource_type, resource_id, timestamp, user_id, details, personal_digest,
          created_at, updated_at)
        SELECT substr(hex, 1, 8) || '-' || substr(hex, 9, 4) || '-7000-8000-' || lpad(to_hex(n), 12, '0'), $1,
          CASE WHEN n % 2 = 0 THEN 'changes.accepted' ELSE 'tests.done' END, 'note', 'note-' || n % 7,
          to_timestamp($3::float8 / 1000 - n), 'user-' || n % 5,
          CASE WHEN n % 2000 = 0 THEN jsonb_build_object('each', jsonb_build_array('1: note note-0, note inside', '2: note insider'))
            WHEN n % 3000 = 1 THEN '{"said": "A Needle"}'::jsonb END,
          repeat('a', 64), now(), now()
        FROM (SELECT n, lpad(to_hex($3::bigint - n * 1000), 12, '0') AS hex FROM generate_series(1, $2::bigint) AS n) AS events`,
      [tenantId, eventCount, endMs],
    );
    // They are chained already: to do that would take longer than all that is tested here.
    await run(`INSERT INTO audit_links (id, tenant_id, number, event_id, hash, created_at, updated_at)
      SELECT 'link-' || id, tenant_id, 1000000 + row_number() OVER (ORDER BY id), id, repeat('b', 64), now(), now()
      FROM audit_events WHERE personal_digest = repeat('a', 64)`);
  });
}, 180_000);
afterAll(async () => await server.close(), 180_000);

/** Everything that fits, by as many calls as it takes, as the numbers with which they were made. */
async function searchAll(query: Parameters<ServerClient['audit']['search']>[0]) {
  const pages: number[][] = [];
  let after: string | null = firstIdAt(instantOf(endMs));
  while (after !== null) {
    // oxlint-disable-next-line no-await-in-loop -- Each goes on where the one before has ended.
    const page: Awaited<ReturnType<ServerClient['audit']['search']>> = await client.audit.search({ ...query, after });
    pages.push(page.items.map(({ timestamp }) => (endMs - timestamp) / 1000));
    after = page.next;
  }
  return { numbers: pages.flat(), callCount: pages.length };
}

const numbersThat = (fit: (number: number) => boolean) =>
  Array.from({ length: eventCount }, (_, index) => index + 1).filter(fit);

test.each([
  ['an act', { action: 'tests.done' }, (number: number) => number % 2 === 1],
  ['an act that nobody did', { action: 'tests.undone' }, () => false],
  ['a person', { userId: 'user-3' }, (number: number) => number % 5 === 3],
  ['a record', { resourceId: 'note-2' }, (number: number) => number % 7 === 2],
  ['a record beside the first of a push', { resourceId: 'inside' }, (number: number) => number % 2000 === 0],
  ['words', { search: 'a needle' }, (number: number) => number % 3000 === 1],
  [
    'words in acts of a person',
    { search: 'needle', userId: 'user-1' },
    (number: number) => (number % 15_000) % 3000 === 1 && number % 5 === 1,
  ],
  ['hours', { from: endMs - 5_000_000, until: endMs - 4_000_000 }, (number: number) => number <= 5000 && number > 4000],
])(
  '%s is found page by page, the latest first, each event once',
  async (_what, query, fit) => {
    const { numbers } = await searchAll({ ...query, limit: 500 });
    expect(numbers).toEqual(numbersThat(fit));
  },
  60_000,
);

test('a call that looks for what no index knows ends after so many events, and says where the next goes on', async () => {
  const page = await client.audit.search({ search: 'nowhere', after: firstIdAt(instantOf(endMs)) });
  expect(page.items).toEqual([]);
  expect(page.next).toMatch(/-0000000005dc$/); // Of the 1,500th.
  const { numbers, callCount } = await searchAll({ search: 'nowhere' });
  expect({ numbers, callCount }).toEqual({ numbers: [], callCount: 1 + eventCount / 1500 });
});

test('the kinds of acts are listed, each once', async () => {
  const actions = await client.audit.actions({});
  expect(actions).toEqual([...new Set(actions)].toSorted());
  expect(actions).toEqual(expect.arrayContaining(['changes.accepted', 'tests.done']));
});

test('whether an event is in its chain is asked of one index, though nothing is known of how many there are', async () => {
  const plan = await server.app.database.transaction(
    chainReach(tenantId),
    async ({ query }) => await query(`EXPLAIN ${unchainedSql.replace('$1', `'2023-01-01'`)}`),
  );
  const lines = plan.map((row) => String(row['QUERY PLAN']));
  expect(lines.filter((line) => line.includes('audit_links'))).toEqual([
    expect.stringContaining('Index Scan using audit_links_by_tenant_id_event_id'),
  ]);
});
