import { client } from '../../rpc/client.ts';
import { auditFileHead, auditMedia, formatAuditEvents } from './audit-files.ts';
import type { AuditFormat } from './audit-files.ts';
import type { AuditQuery } from './audit-query.ts';

const pageLength = 500;
/** Some 1 GB of NDJSON: more than a person does anything with in one file. */
export const exportEventsMax = 1_000_000;

export type AuditExport = { readonly file: Blob; readonly eventCount: number; readonly isCut: boolean };

/** Everything that fits, as one file, page by page back in time: what happens meanwhile is not in it. */
export async function readAudit(
  { query, format }: { readonly query: AuditQuery; readonly format: AuditFormat },
  onProgress: (eventCount: number) => void,
  signal: AbortSignal,
): Promise<AuditExport> {
  // Kept as they come; the browser may put a large file on disk.
  const pieces = [new Blob([auditFileHead(format)])];
  let eventCount = 0;
  let after: string | null | undefined;
  while (after !== null && eventCount < exportEventsMax) {
    const place = after === undefined ? {} : { after };
    // oxlint-disable-next-line no-await-in-loop -- Each page begins where the one before has ended.
    const page = await client.server.audit.search({ ...query, ...place, limit: pageLength }, { signal });
    pieces.push(new Blob([formatAuditEvents(page.items, format)]));
    eventCount += page.items.length;
    after = page.next;
    onProgress(eventCount);
  }
  return { file: new Blob(pieces, { type: auditMedia[format] }), eventCount, isCut: after !== null };
}
