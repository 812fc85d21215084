import { client } from '../../rpc/client.ts';
import type { Page, PageWanted } from '../use-pages.ts';
import type { AuditEventView } from '#shared/audit/audit-server-api.ts';
import type { AuditQuery } from './audit-query.ts';

type AuditPage = Page<AuditEventView>;
type Search = (query: AuditQuery & PageWanted, signal: AbortSignal) => Promise<AuditPage>;

/** One call of the server looks at some thousands of acts: together some seconds, after which somebody says whether to go on. */
const callsMax = 100;

const searchServer: Search = async (query, signal) => await client.server.audit.search(query, { signal });

/** Looks back in time until a page is full, everything has been looked at, or it takes too long: then there is more to look at. */
export async function searchBack(
  query: AuditQuery,
  wanted: PageWanted,
  signal: AbortSignal,
  search: Search = searchServer,
): Promise<AuditPage> {
  const items: AuditEventView[] = [];
  let place: { readonly after?: string } = wanted.after === undefined ? {} : { after: wanted.after };
  for (let calls = 1; ; calls += 1) {
    // oxlint-disable-next-line no-await-in-loop -- Each goes on where the one before has ended.
    const page = await search({ ...query, ...place, limit: wanted.limit - items.length }, signal);
    items.push(...page.items);
    const { next } = page;
    if (next === null || items.length >= wanted.limit || calls >= callsMax) return { items, next };
    place = { after: next };
  }
}
