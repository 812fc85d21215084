import { ChevronRight, History, Upload } from 'lucide-react';

import type { FunctionRecord, FunctionVersionRecord } from '#shared/functions/function-entities.ts';

import { Button } from '../ui/button.tsx';
import { FunctionPeople } from './function-presence.tsx';
import { useForbidden } from '../workspaces/use-forbidden.ts';
import { openFunctionDialog } from './function-store.ts';

export type FunctionToolbarProps = {
  readonly record: FunctionRecord;
  readonly name: string;
  readonly latest: FunctionVersionRecord | undefined;
};

/** Where the function is, what has been released of it, and whether the draft is that. */
export function FunctionToolbar({ record, name, latest }: FunctionToolbarProps) {
  const isReleased = latest !== undefined && latest.checksum === record.draftChecksum;
  const forbidden = useForbidden('function:release');
  const released = isReleased ? `The draft is version ${latest.version}, which is released already` : undefined;
  return (
    <div className="toolbar" role="toolbar" aria-label="Function">
      <nav className="breadcrumb" aria-label="Where the function is">
        {record.folder.split('/').map((part, index) =>
          part === '' ? null : (
            // Two folders on the way may have one name; the way does not change its order.
            // oxlint-disable-next-line react/no-array-index-key
            <span key={index} className="breadcrumb-part">
              {part}
              <ChevronRight size={14} aria-hidden />
            </span>
          ),
        )}
        <h1>{name}</h1>
      </nav>
      <span className="chip num">{latest === undefined ? 'not released' : latest.version}</span>
      {isReleased ? null : <span className="chip chip-warn">Draft</span>}
      <span className="toolbar-rest" />
      <FunctionPeople record={record} />
      <Button
        icon={History}
        aria-label="Versions"
        aria-haspopup="dialog"
        disabledReason={latest === undefined ? 'Nothing has been released yet' : undefined}
        onClick={() => openFunctionDialog({ kind: 'versions', functionId: record.id })}
      >
        Versions
      </Button>
      <Button
        look="soft"
        icon={Upload}
        aria-haspopup="dialog"
        disabledReason={forbidden ?? released}
        onClick={() => openFunctionDialog({ kind: 'release', functionId: record.id })}
      >
        Release…
      </Button>
    </div>
  );
}
