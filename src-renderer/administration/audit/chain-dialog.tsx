import type { ChainReport } from '#shared/audit/audit-server-api.ts';

import { formatCount } from '../../functions/format-cell.ts';
import { client } from '../../rpc/client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { AskedContent } from '../asked-content.tsx';
import { formatExactly } from '../format-moment.ts';
import { useAsked } from '../use-asked.ts';
import { problemText, restoreText } from './audit-texts.ts';

export type ChainDialogProps = { readonly onClose: () => void };

/** Has the server check its audit, link by link, and tells what it found. */
export function ChainDialog({ onClose }: ChainDialogProps) {
  const report = useAsked('verify', async (signal) => await client.server.audit.verify({}, { signal }));
  return (
    <Dialog
      title="Check of the audit"
      isOpen
      onClose={onClose}
      width={520}
      actions={
        <>
          <Button isBusy={report.isAsking} onClick={report.askAgain}>
            Check again
          </Button>
          <Button look="primary" onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      <AskedContent asked={report} label="Checking the audit">
        {(found) => <ChainFindings report={found} />}
      </AskedContent>
    </Dialog>
  );
}

function ChainFindings({ report }: { readonly report: ChainReport }) {
  const { isWhole, events, digests, checkedAt, problems, restores } = report;
  return (
    <div className="audit-report">
      <p role="status">
        <span className={`chip ${isWhole ? 'chip-ok' : 'chip-err'}`}>{isWhole ? 'Whole' : 'Tampered with'}</span>{' '}
        {isWhole
          ? 'Nothing was changed, left out or cut off.'
          : 'Somebody has changed the audit, or the database was damaged. Keep a back-up as it is now, and look at who can reach the database.'}
      </p>
      {problems.length === 0 ? null : (
        <ul>
          {problems.map((problem) => (
            <li key={`${problem.kind} ${String(problem.number)} ${String(problem.eventId)}`}>
              {problemText(problem)} {problem.eventId === null ? null : <code>{problem.eventId}</code>}
            </li>
          ))}
        </ul>
      )}
      {restores.length === 0 ? null : (
        <ul aria-label="Restores">
          {restores.map((restore) => (
            <li key={restore.restoredAt}>{restoreText(restore)}</li>
          ))}
        </ul>
      )}
      <p className="dialog-note num">
        {formatCount(events)} acts and {formatCount(digests)} signed digests were checked on {formatExactly(checkedAt)}.
      </p>
    </div>
  );
}
