import { Archive, Trash2 } from 'lucide-react';
import { useState } from 'react';

import type { BackupView } from '#shared/upkeep/upkeep-server-api.ts';

import { formatBytes } from '../../functions/format-cell.ts';
import { client } from '../../rpc/client.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { DataTable } from '../data-table.tsx';
import { formatMoment } from '../format-moment.ts';
import { ProblemLine } from '../problem-line.tsx';
import { useAct } from '../use-act.ts';

export type BackupBlockProps = {
  readonly known: Awaited<ReturnType<typeof client.server.upkeep.backups>>;
  readonly mayManage: boolean;
  readonly onDone: () => void;
};

export function BackupBlock({ known, mayManage, onDone }: BackupBlockProps) {
  const { everyHours, keep, folder, backups } = known;
  const [removed, setRemoved] = useState<BackupView | null>(null);
  const { isBusy, problem, act } = useAct();
  async function make(): Promise<void> {
    const made = await act(async () => await client.server.upkeep.backUp({}));
    if (made === undefined) return;
    showDone(`The back-up ${made.name} is made`);
    onDone();
  }
  return (
    <section className="admin-block" aria-labelledby="server-backups">
      <div className="admin-block-head">
        <h2 id="server-backups">Back-ups</h2>
        <Button
          look="primary"
          icon={Archive}
          isBusy={isBusy}
          disabledReason={mayManage ? undefined : 'Your role may not make back-ups'}
          onClick={() => void make()}
        >
          {isBusy ? 'Making a back-up…' : 'Back up now'}
        </Button>
      </div>
      <p className="admin-block-note">
        {everyHours === null ? 'None is made by itself. ' : `One is made every ${hoursText(everyHours)}. `}
        The latest {keep} are kept, in <code>{folder}</code> on the server. Copy them to another machine; a back-up is
        brought back with a command there (docs/deploy.md).
      </p>
      <ProblemLine problem={problem} />
      {backups.length === 0 ? (
        <p>There is no back-up yet. {mayManage ? 'Make one now.' : ''}</p>
      ) : (
        <DataTable label="Back-ups" heads={['Name', 'Made', '#Size', ...(mayManage ? [''] : [])]}>
          {backups.map((backup) => (
            <tr key={backup.name}>
              <td className="mono">{backup.name}</td>
              <td className="num">{formatMoment(backup.createdAt)}</td>
              <td className="admin-number">{formatBytes(backup.bytes)}</td>
              {mayManage ? (
                <td className="admin-actions">
                  <IconButton
                    isSmall
                    label={`Delete the back-up ${backup.name}`}
                    icon={Trash2}
                    onClick={() => setRemoved(backup)}
                  />
                </td>
              ) : null}
            </tr>
          ))}
        </DataTable>
      )}
      {removed === null ? null : (
        <ConfirmDialog
          title="Delete this back-up?"
          doIt="Delete"
          onConfirm={async () => await client.server.upkeep.removeBackup({ name: removed.name })}
          onDone={() => {
            showDone(`The back-up ${removed.name} is deleted`);
            setRemoved(null);
            onDone();
          }}
          onClose={() => setRemoved(null)}
        >
          <p>
            {removed.name} of {formatMoment(removed.createdAt)} is deleted from the server for ever.
          </p>
        </ConfirmDialog>
      )}
    </section>
  );
}

function hoursText(hours: number): string {
  return hours === 1 ? 'hour' : `${String(hours)} hours`;
}
