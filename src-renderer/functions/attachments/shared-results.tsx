import { Trash2 } from 'lucide-react';

import { functionVersionEntity } from '#shared/functions/function-entities.ts';
import type { SharedResultRecord } from '#shared/functions/shared-result-entities.ts';

import { useRecords } from '../../live/use-records.ts';
import { client } from '../../rpc/client.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { attempt } from '../../workspaces/tell-failure.ts';
import { undoLast } from '../../workspaces/undo-actions.ts';
import { describeSource } from '../describe-source.ts';
import { formatAgo } from '../format-cell.ts';
import { openShared } from '../result-store.ts';
import { RunStateMark } from '../run-state-mark.tsx';
import { AttachmentLine } from './attachment-line.tsx';
import { useUserName } from './attachment-row.tsx';

export type SharedResultsProps = {
  readonly results: readonly SharedResultRecord[];
  readonly functionId: string;
  readonly nowMs: number;
  readonly readOnlyReason: string | undefined;
};

/** Results of runs that somebody has shared, the newest first. */
export function SharedResults({ results, functionId, nowMs, readOnlyReason }: SharedResultsProps) {
  const { records: versions } = useRecords(functionVersionEntity, { where: { functionId } });
  return (
    <ul className="attachments-list" aria-label="Shared results">
      {results.map((result) => (
        <SharedResultRow
          key={result.id}
          {...{ result, nowMs, readOnlyReason }}
          source={describeSource(result, versions)}
        />
      ))}
    </ul>
  );
}

type SharedResultRowProps = Pick<SharedResultsProps, 'nowMs' | 'readOnlyReason'> & {
  readonly result: SharedResultRecord;
  readonly source: string;
};

function SharedResultRow({ result, source, nowMs, readOnlyReason }: SharedResultRowProps) {
  const { id, createdAt, note, state } = result;
  const author = useUserName(result.createdBy);
  const when = formatAgo(createdAt, nowMs);
  const oneLine = result.argumentsText.replaceAll('\n', ', ');
  return (
    <AttachmentLine
      mark={<RunStateMark state={state} />}
      name={
        <>
          Result of <bdi>{author}</bdi>, {when}
        </>
      }
      onOpen={() => openShared(id)}
      facts={
        <>
          <span className="num">{source}</span>
          {oneLine === '' ? null : (
            <span className="shared-arguments" title={result.argumentsText}>
              {oneLine}
            </span>
          )}
        </>
      }
      note={note}
      buttons={
        <IconButton
          isSmall
          label={`Remove the result of ${author}, ${when}`}
          icon={Trash2}
          disabledReason={readOnlyReason}
          onClick={() => void unshare(id)}
        />
      }
    />
  );
}

export async function unshare(sharedResultId: string): Promise<void> {
  const removed = await attempt(client.runs.unshare({ sharedResultId }));
  if (removed === undefined) return;
  // Undo brings it back to the list that it is missing from.
  openShared(null);
  showDone('The shared result was removed', { label: 'Undo', run: () => void undoLast() });
}
