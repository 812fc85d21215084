import type { ReactNode } from 'react';

import type { AuditEventView } from '#shared/audit/audit-server-api.ts';

import { DataTable } from '../data-table.tsx';
import { formatExactly } from '../format-moment.ts';
import { fileOf, personText } from './audit-texts.ts';

export type AuditTableProps = {
  readonly events: readonly AuditEventView[];
  readonly chosenId: string | null;
  readonly onChoose: (id: string) => void;
  readonly foot: ReactNode;
};

export function AuditTable({ events, chosenId, onChoose, foot }: AuditTableProps) {
  return (
    <DataTable
      label="Acts, the latest first"
      heads={['#No.', 'When', 'Who', 'What', 'Of what', 'From where']}
      foot={foot}
    >
      {events.map((event) => (
        <tr
          key={event.id}
          className={event.id === chosenId ? 'audit-chosen' : undefined}
          onClick={() => onChoose(event.id)}
        >
          <td className="admin-number">{event.number ?? '–'}</td>
          <td className="num">{formatExactly(event.timestamp)}</td>
          <td>
            <span className="admin-clip audit-who">{personText(event)}</span>
          </td>
          <td>
            <button
              type="button"
              className="audit-what"
              aria-pressed={event.id === chosenId}
              onClick={() => onChoose(event.id)}
            >
              {event.action}
            </button>
          </td>
          <td>
            {event.resourceType}
            {fileOf(event) === undefined ? null : <span className="admin-clip audit-file">{fileOf(event)?.name}</span>}
          </td>
          <td className="mono">{event.ipAddress ?? '–'}</td>
        </tr>
      ))}
    </DataTable>
  );
}
