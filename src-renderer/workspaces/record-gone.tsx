import { FileQuestion } from 'lucide-react';
import type { ReactNode } from 'react';

import { useWatch } from '../live/use-records.ts';
import { client } from '../rpc/client.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { goTo, syncPath } from './paths.ts';

export type RecordGoneProps = {
  /** What it is, in a word. */
  readonly what: 'function' | 'project';
  readonly recordId: string | undefined;
  /** Where else to go. */
  readonly actions?: ReactNode;
};

/** In the place of a page whose record is not here, which may be because the server has not taken it. */
export function RecordGone({ what, recordId, actions }: RecordGoneProps) {
  const isUntaken = useIsUntaken(recordId);
  const title = `This ${what} is not on this device`;
  if (!isUntaken)
    return (
      <EmptyState icon={FileQuestion} title={title} actions={actions}>
        It may have been deleted, here or elsewhere. If you deleted it yourself, undo brings it back.
      </EmptyState>
    );
  const untaken = (
    <>
      <Button look="primary" onClick={() => goTo(syncPath)}>
        See what was not taken
      </Button>
      {actions}
    </>
  );
  return (
    <EmptyState icon={FileQuestion} title={title} actions={untaken}>
      The server has not taken what you did to it. What you wrote is kept, with the reason, to be tried again or copied.
    </EmptyState>
  );
}

/** Whether an edit of the record is among those that the server has not taken, or that could not be sent any more. */
function useIsUntaken(recordId: string | undefined): boolean {
  const details = useWatch('sync-details', (signal) => client.sync.watchDetails(undefined, { signal }));
  return (
    details?.problems.some(
      ({ recordId: id, kind }) => id === recordId && (kind === 'rejected' || kind === 'set-aside'),
    ) === true
  );
}
