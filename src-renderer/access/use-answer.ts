import { useEffect, useEffectEvent, useState } from 'react';

import type { FailureText } from '#shared/failure-text.ts';

import { describeProblem } from '../workspaces/tell-failure.ts';

export type Answer<T> = {
  /** The newest; undefined until the first. */
  readonly value: T | undefined;
  readonly problem: FailureText | null;
  readonly reload: () => void;
};

/** What a server answers, which unlike records does not keep itself true: asked once, and when `reload` is called. */
export function useAnswer<T>(ask: (signal: AbortSignal) => Promise<T>): Answer<T> {
  const [round, setRound] = useState(0);
  const [value, setValue] = useState<T | undefined>(undefined);
  const [problem, setProblem] = useState<FailureText | null>(null);
  const start = useEffectEvent(ask);
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    start(signal).then(
      (found) => {
        if (signal.aborted) return;
        setValue(found);
        setProblem(null);
      },
      (error: unknown) => {
        if (!signal.aborted) setProblem(describeProblem(error));
      },
    );
    return () => stop.abort();
  }, [round]);
  return { value, problem, reload: () => setRound((before) => before + 1) };
}
