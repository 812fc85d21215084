/*
 * The audit as files for other programs: CSV for people with a spreadsheet, NDJSON (an event a line, nothing changed) for all
 * else.
 */
import type { AuditEventView } from '#shared/audit/audit-server-api.ts';

export type AuditFormat = 'csv' | 'ndjson';

export const auditMedia: { readonly [format in AuditFormat]: string } = {
  csv: 'text/csv;charset=utf-8',
  ndjson: 'application/x-ndjson',
};

const columns = [
  'number',
  'time',
  'action',
  'resourceType',
  'resourceId',
  'userId',
  'userName',
  'ipAddress',
  'userAgent',
  'isErased',
  'details',
  'id',
  'hash',
] as const;

/** What stands before the first event. */
export function auditFileHead(format: AuditFormat): string {
  return format === 'csv' ? `${columns.join(',')}\r\n` : '';
}

export function formatAuditEvents(events: readonly AuditEventView[], format: AuditFormat): string {
  if (format === 'ndjson') return events.map((event) => `${JSON.stringify(event)}\n`).join('');
  return events.map((event) => `${rowOf(event).map(formatField).join(',')}\r\n`).join('');
}

function rowOf(event: AuditEventView): readonly string[] {
  const cells: { readonly [column in (typeof columns)[number]]: string | number | boolean | null } = {
    ...event,
    time: new Date(event.timestamp).toISOString(),
    details: event.details === null ? null : JSON.stringify(event.details),
  };
  return columns.map((column) => String(cells[column] ?? ''));
}

/**
 * A field of RFC 4180. A text that a spreadsheet would take for a formula has an apostrophe before it, since much of the audit
 * was typed by strangers (OWASP, CSV injection); NDJSON has it as it is.
 */
function formatField(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
