import { useState } from 'react';

import type { FailureText } from '#shared/failure-text.ts';

import { withRecentSignIn } from '../access/with-recent-sign-in.ts';
import { describeProblem } from '../workspaces/tell-failure.ts';

export type Act = {
  readonly isBusy: boolean;
  /** Why the last one failed; told where it was asked for. */
  readonly problem: FailureText | undefined;
  /** Carries one out; undefined when it failed, or while another is under way. */
  readonly act: <T extends object>(call: () => Promise<T>) => Promise<T | undefined>;
};

/** Something that the server is to do: shown when it is done, and not before. */
export function useAct(): Act {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<FailureText | undefined>(undefined);

  async function act<T extends object>(call: () => Promise<T>): Promise<T | undefined> {
    if (isBusy) return undefined;
    setBusy(true);
    setProblem(undefined);
    try {
      return await withRecentSignIn(call);
    } catch (error) {
      setProblem(describeProblem(error));
      return undefined;
    } finally {
      setBusy(false);
    }
  }

  return { isBusy, problem, act };
}
