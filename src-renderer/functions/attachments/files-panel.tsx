import './attachments.css';

import { attachmentEntity } from '#shared/attachments/attachment-entities.ts';
import { functionEntity } from '#shared/functions/function-entities.ts';
import { sharedResultEntity } from '#shared/functions/shared-result-entities.ts';

import { useRecords } from '../../live/use-records.ts';
import { useForbidden } from '../../workspaces/use-forbidden.ts';
import { openShared, useOpenSharedId } from '../result-store.ts';
import { attachmentItems } from './attachment-item.ts';
import { AttachmentList } from './attachment-list.tsx';
import { SharedResultView } from './shared-result-view.tsx';
import { SharedResults } from './shared-results.tsx';

export type FilesPanelProps = { readonly functionId: string; readonly nowMs: number };

/** Shared results that are listed of one function. */
const sharedMax = 500;

/** What lies with a function beside its source: results that somebody has shared, and files. */
export function FilesPanel({ functionId, nowMs }: FilesPanelProps) {
  const readOnlyReason = useForbidden('function:edit');
  const openId = useOpenSharedId();
  const { records: files } = useRecords(attachmentEntity, { where: { functionId, sharedResultId: null } });
  const { records: results, isLoading } = useRecords(sharedResultEntity, {
    where: { functionId },
    order: [{ field: 'createdAt', direction: 'down' }],
    limit: sharedMax,
  });
  const { records: functions } = useRecords(functionEntity, { where: { id: functionId } });
  const [fn] = functions;
  const open = results.find(({ id }) => id === openId);
  if (fn === undefined || isLoading) return null;
  if (open !== undefined)
    return (
      <SharedResultView
        key={open.id}
        {...{ result: open, functionName: fn.name, nowMs, readOnlyReason }}
        onClose={() => openShared(null)}
      />
    );
  return (
    // Scrolls, so the keyboard must reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="files-panel" tabIndex={0} role="region" aria-label={`Files and shared results of ${fn.name}`}>
      {results.length === 0 ? null : (
        <section aria-labelledby="shared-results">
          <h3 id="shared-results">
            Shared results <span className="num">{results.length}</span>
          </h3>
          <SharedResults {...{ results, functionId, nowMs, readOnlyReason }} />
        </section>
      )}
      <section aria-labelledby="function-files">
        <h3 id="function-files">
          Files <span className="num">{files.length}</span>
        </h3>
        <AttachmentList
          place={{ kind: 'function', functionId }}
          workspaceId={fn.workspaceId}
          title={fn.name}
          items={attachmentItems('function', files)}
          {...{ nowMs, readOnlyReason }}
        />
      </section>
    </div>
  );
}
