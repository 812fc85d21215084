import { create } from 'zustand';

import { client, failureOf } from '../../rpc/client.ts';
import { showDone } from '../../ui/toasts.tsx';
import { showFailure } from '../../workspaces/tell-failure.ts';
import { undoLast } from '../../workspaces/undo-actions.ts';

export type Revert = {
  readonly projectId: string;
  readonly undoGroup: string;
  readonly recordId?: string;
  readonly field?: string;
};

type Question = { readonly revert: Revert; readonly problems: readonly string[] };

/** What stands in the way of taking something back, until a person has decided. */
export const useRevertQuestion = create<{ readonly question: Question | null }>(() => ({ question: null }));

export function forgetRevert(): void {
  useRevertQuestion.setState({ question: null });
}

/** Takes back what the log shows; where it has been changed since, a person is asked first. */
export async function takeBack(revert: Revert, isForced = false): Promise<void> {
  forgetRevert();
  try {
    const { recordCount } = await client.changes.revert({ ...revert, isForced });
    const text = recordCount === 0 ? 'It is as it was before already' : 'Taken back';
    showDone(text, recordCount === 0 ? undefined : { label: 'Undo', run: () => void undoLast() });
  } catch (error) {
    const failure = failureOf(error);
    if (failure?.kind === 'change-superseded' && !isForced) {
      useRevertQuestion.setState({ question: { revert, problems: failure.problems } });
    } else showFailure(error);
  }
}
