import { formatExactly } from '../format-moment.ts';
import type { AuditEventView, ChainProblem, ChainRestore } from '#shared/audit/audit-server-api.ts';

export function personText({ userName, userId, isErased }: AuditEventView): string {
  if (userName !== null) return userName;
  if (userId === null) return 'the server';
  return isErased ? 'somebody who was erased' : 'somebody who is gone';
}

/** The file that was sent or fetched, where the act is about one. */
export function fileOf({
  action,
  details,
}: AuditEventView): { readonly name: string; readonly bytes: number } | undefined {
  if (!action.startsWith('blob.')) return undefined;
  const name = details?.['name'];
  const bytes = details?.['bytes'];
  return typeof name === 'string' && typeof bytes === 'number' ? { name, bytes } : undefined;
}

/** What a finding of the check means. */
export function problemText({ kind, number }: ChainProblem): string {
  const at = number === null ? '' : ` ${String(number)}`;
  switch (kind) {
    case 'event-changed':
      return `Act${at} was changed after it was written down.`;
    case 'event-missing':
      return `Act${at} is gone, though the chain knows it.`;
    case 'link-missing':
      return `Link${at} of the chain is gone.`;
    case 'link-changed':
      return `Link${at} of the chain does not fit the one before it.`;
    case 'tail-cut':
      return `The chain ends before ${number === null ? 'where it should' : `link${at}`}: its end was cut off.`;
    case 'digest-forged':
      return `The signed digest at${at === '' ? ' its end' : at} was not signed by this server, or signs another chain.`;
    case 'restore-forged':
      return `What says that a back-up took the chain back to${at === '' ? ' its beginning' : ` link${at}`} was not signed by this server.`;
    case 'not-chained':
      return 'An act stands outside of the chain, though it should long be in it.';
  }
}

/** That a back-up took the place of the database, which is nobody's tampering. */
export function restoreText({ restoredAt, by, backup, backupMadeAt, lost }: ChainRestore): string {
  const from = backupMadeAt === null ? backup : `a back-up made on ${formatExactly(backupMadeAt)}`;
  const gone = lost === 1 ? 'One act after it is gone' : `${String(lost)} acts after it are gone`;
  return `Restored from ${from}, on ${formatExactly(restoredAt)}, by ${by}. ${gone}.`;
}
