import { Menu } from '@mantine/core';
import { Download } from 'lucide-react';
import { useRef, useState } from 'react';

import { formatCount } from '../../functions/format-cell.ts';
import { saveFile } from '../../ui/save-file.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { showFailure } from '../../workspaces/tell-failure.ts';
import type { AuditFormat } from './audit-files.ts';
import type { AuditQuery } from './audit-query.ts';
import { exportEventsMax, readAudit } from './read-audit.ts';

export type ExportMenuProps = { readonly query: AuditQuery };

/** Saves all that fits the filter as a file, however much that is. */
export function ExportMenu({ query }: ExportMenuProps) {
  const [eventCount, setEventCount] = useState<number | null>(null);
  const stop = useRef<AbortController | null>(null);

  async function save(format: AuditFormat): Promise<void> {
    const { signal } = (stop.current = new AbortController());
    setEventCount(0);
    try {
      const made = await readAudit({ query, format }, setEventCount, signal);
      if (signal.aborted) return;
      saveFile(made.file, `audit-${new Date().toISOString().slice(0, 10)}.${format}`);
      const count = `${formatCount(made.eventCount)} ${made.eventCount === 1 ? 'act is' : 'acts are'} saved`;
      showDone(
        made.isCut ? `${count}, the latest ${formatCount(exportEventsMax)}; ask for fewer days for the rest` : count,
      );
    } catch (error) {
      if (!signal.aborted) showFailure(error);
    } finally {
      setEventCount(null);
    }
  }

  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button icon={Download} aria-haspopup="menu">
            Export
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void save('csv')}>All that fits, as CSV</Menu.Item>
          <Menu.Item onClick={() => void save('ndjson')}>All that fits, as NDJSON</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {eventCount === null ? null : (
        <Dialog
          title="Exporting the audit"
          isOpen
          onClose={() => stop.current?.abort()}
          actions={<Button onClick={() => stop.current?.abort()}>Stop</Button>}
        >
          <p role="status" className="num">
            {eventCount === 1 ? '1 act has' : `${formatCount(eventCount)} acts have`} been found so far.
          </p>
          <p className="dialog-note">The file is saved when all of them are there.</p>
        </Dialog>
      )}
    </>
  );
}
