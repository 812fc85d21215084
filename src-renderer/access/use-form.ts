import { useEffect, useId, useRef, useState } from 'react';

import { fieldProblemOf } from './field-problem.ts';
import type { FieldName, FieldProblem, OwnProblems } from './field-problem.ts';

export type FormState = {
  readonly problem: FieldProblem | null;
  readonly isBusy: boolean;
  /** The id of a field's control; two forms may be on one page. */
  readonly idOf: (field: FieldName) => string;
  /** The sentence that belongs beside a field. */
  readonly problemAt: (field: FieldName) => string | undefined;
  /** Looks first, then sends; what is wrong is told beside its field, which gets the focus. */
  readonly submit: (check: () => FieldProblem | null, send: (signal: AbortSignal) => Promise<void>) => void;
};

/** What every form of this slice does around sending: once at a time, and given up when the form goes away. */
export function useForm({ refused = 'password', refusedText }: Partial<OwnProblems> = {}): FormState {
  const [problem, setProblem] = useState<FieldProblem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const prefix = useId();
  const idOf = (field: FieldName): string => `${prefix}${field}`;
  const going = useRef<AbortController | null>(null);
  useEffect(() => () => going.current?.abort(), []);

  function tell(found: FieldProblem): void {
    setProblem(found);
    if (found.field !== null) document.getElementById(idOf(found.field))?.focus();
  }

  async function send(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const stop = new AbortController();
    going.current = stop;
    setBusy(true);
    setProblem(null);
    try {
      await work(stop.signal);
    } catch (error) {
      if (!stop.signal.aborted) tell(fieldProblemOf(error, { refused, refusedText }));
    } finally {
      going.current = null;
      setBusy(false);
    }
  }

  return {
    problem,
    isBusy,
    submit(check, work) {
      if (isBusy) return;
      const found = check();
      if (found === null) void send(work);
      else tell(found);
    },
    idOf,
    problemAt: (field) => (problem?.field === field ? problem.sentence : undefined),
  };
}
