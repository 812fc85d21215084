import { X } from 'lucide-react';

import type { AuditEventView } from '#shared/audit/audit-server-api.ts';
import { formatMegabytes } from '#shared/base/format-megabytes.ts';

import { IconButton } from '../../ui/icon-button.tsx';
import { formatExactly } from '../format-moment.ts';
import { fileOf, personText } from './audit-texts.ts';
import { eventRecords } from './event-records.ts';

export type AuditDetailsProps = {
  readonly event: AuditEventView;
  /** Shows what was done with a record. */
  readonly onRecord: (recordId: string) => void;
  readonly onClose: () => void;
};

/** Further ones stand in the details. */
const recordsMax = 50;

/** Everything that is written down of one act. */
export function AuditDetails({ event, onRecord, onClose }: AuditDetailsProps) {
  const { action, number, timestamp, resourceType, userId, details, ipAddress, userAgent, isErased, hash } = event;
  const records = eventRecords(event);
  const file = fileOf(event);
  return (
    <aside className="audit-details" aria-label={`Details of ${action}`}>
      <header>
        <h2>{action}</h2>
        <IconButton label="Close the details" icon={X} onClick={onClose} />
      </header>
      <div className="audit-details-body">
        {isErased ? <p className="dialog-note">What it told of a person was erased.</p> : null}
        <dl>
          <dt>When</dt>
          <dd className="num">{formatExactly(timestamp)}</dd>
          <dt>Who</dt>
          <dd>
            {personText(event)}
            {userId === null ? null : <code>{userId}</code>}
          </dd>
          <dt>Of what</dt>
          <dd>
            {records.length === 0 ? resourceType : null}
            {records.slice(0, recordsMax).map(({ entity, id }) => (
              <button
                key={id}
                type="button"
                className="audit-record"
                onClick={() => onRecord(id)}
                title="Show what was done with it"
              >
                {entity}
                <code>{id}</code>
              </button>
            ))}
            {records.length > recordsMax ? `and ${String(records.length - recordsMax)} more` : null}
          </dd>
          {file === undefined ? null : (
            <>
              <dt>File</dt>
              <dd>
                {file.name} ({formatMegabytes(file.bytes)})
              </dd>
            </>
          )}
          <dt>Address</dt>
          <dd className="mono">{ipAddress ?? 'not known'}</dd>
          <dt>Program</dt>
          <dd>{userAgent ?? 'not known'}</dd>
          <dt>In the chain</dt>
          <dd>{number === null ? 'in a moment' : `number ${String(number)}`}</dd>
          {hash === null ? null : (
            <>
              <dt>Hash</dt>
              <dd>
                <code>{hash}</code>
              </dd>
            </>
          )}
        </dl>
        <h3>Details</h3>
        {details === null || Object.keys(details).length === 0 ? (
          <p className="dialog-note">None.</p>
        ) : (
          <pre>{JSON.stringify(details, undefined, 2)}</pre>
        )}
      </div>
    </aside>
  );
}
