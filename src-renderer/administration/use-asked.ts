import { useEffect, useEffectEvent, useState } from 'react';

import type { FailureText } from '#shared/failure-text.ts';

import { describeProblem } from '../workspaces/tell-failure.ts';

/** What a server has answered. It tells of no change by itself, so it is asked anew when a section is opened and after each act. */
export type Asked<T> = {
  /** The newest answer; it stays while the server is asked again, also where another question was asked meanwhile. */
  readonly value: T | undefined;
  readonly problem: FailureText | undefined;
  readonly isAsking: boolean;
  readonly askAgain: () => void;
};

type Answer<T> = { readonly wanted: string; readonly value: T | undefined; readonly problem: FailureText | undefined };

/** `question` tells everything that `ask` depends on: when it changes, the server is asked. */
export function useAsked<T>(question: string, ask: (signal: AbortSignal) => Promise<T>): Asked<T> {
  const [turn, setTurn] = useState(0);
  const [answer, setAnswer] = useState<Answer<T> | undefined>(undefined);
  const wanted = `${String(turn)} ${question}`;
  const onAsk = useEffectEvent(ask);
  useEffect(() => {
    const stop = new AbortController();
    onAsk(stop.signal).then(
      (value) => {
        if (!stop.signal.aborted) setAnswer({ wanted, value, problem: undefined });
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        setAnswer((before) => ({ wanted, value: before?.value, problem: describeProblem(error) }));
      },
    );
    return () => stop.abort();
  }, [wanted]);
  return {
    value: answer?.value,
    problem: answer?.problem,
    isAsking: answer?.wanted !== wanted,
    askAgain: () => setTurn((before) => before + 1),
  };
}
