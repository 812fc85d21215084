import { RotateCcw } from 'lucide-react';
import { useState } from 'react';

import type { FunctionRecord } from '#shared/functions/function-entities.ts';

import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { formatAgo } from './format-cell.ts';
import { restoreVersion } from './function-actions.ts';
import { closeFunctionDialog } from './function-store.ts';
import { SourceView } from './source-view.tsx';
import { useVersions } from './use-functions.ts';
import { useNow } from './use-now.ts';

export type VersionsDialogProps = { readonly record: FunctionRecord };

/** Every released source of a function, to read, and to take back into the draft. */
export function VersionsDialog({ record }: VersionsDialogProps) {
  const versions = useVersions(record.id);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const nowMs = useNow(60_000);
  const chosen = versions.find(({ id }) => id === chosenId) ?? versions[0];
  if (chosen === undefined) return null;
  const isDraft = chosen.checksum === record.draftChecksum;
  return (
    <Dialog
      title={`Versions of ${record.name}`}
      isOpen
      onClose={closeFunctionDialog}
      width={900}
      actions={
        <>
          <Button onClick={closeFunctionDialog}>Close</Button>
          <Button
            look="soft"
            icon={RotateCcw}
            disabledReason={isDraft ? 'The draft is this source already' : undefined}
            onClick={() => void restoreVersion(chosen)}
          >
            {`Restore ${chosen.version} into the draft`}
          </Button>
        </>
      }
    >
      <div className="versions">
        <ul className="versions-list" aria-label="Versions">
          {versions.map((version) => (
            <li key={version.id}>
              <button
                type="button"
                aria-current={version.id === chosen.id || undefined}
                onClick={() => setChosenId(version.id)}
              >
                <span className="num versions-number">{version.version}</span>
                <span className="versions-when">{formatAgo(version.releasedAt, nowMs)}</span>
                {version.checksum === record.draftChecksum ? <span className="chip chip-ok">draft</span> : null}
              </button>
            </li>
          ))}
        </ul>
        <div className="versions-source">
          {chosen.notes === '' ? null : <p className="versions-notes">{chosen.notes}</p>}
          <SourceView
            source={chosen.sourceCode}
            language={record.language}
            label={`Source of version ${chosen.version}`}
          />
        </div>
      </div>
    </Dialog>
  );
}
