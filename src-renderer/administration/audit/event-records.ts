import type { AuditEventView } from '#shared/audit/audit-server-api.ts';

export type EventRecord = { readonly entity: string; readonly id: string };

/** Every record that an event names, each once: what it is about, and what the transactions of a push have touched. */
export function eventRecords({ resourceType, resourceId, details }: AuditEventView): readonly EventRecord[] {
  const each = details?.['each'];
  const named = (Array.isArray(each) ? each : []).flatMap((told) => parseRecords(typeof told === 'string' ? told : ''));
  const all = resourceId === null ? named : [{ entity: resourceType, id: resourceId }, ...named];
  return [...new Map(all.map((record) => [record.id, record])).values()];
}

/** As in `12: note 0198…, card 0199…`: the number of the first change, and what was touched. */
function parseRecords(told: string): readonly EventRecord[] {
  return told
    .replace(/^\d+: /, '')
    .split(', ')
    .flatMap((part) => {
      const [entity = '', id] = part.split(' ');
      return id === undefined ? [] : [{ entity, id }];
    });
}
