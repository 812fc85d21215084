import type { ReactNode } from 'react';

import { Button } from '../ui/button.tsx';
import { Loading } from '../ui/loading.tsx';
import { ProblemState } from '../ui/problem-state.tsx';
import { ProblemLine } from './problem-line.tsx';
import type { Asked } from './use-asked.ts';

export type AskedContentProps<T> = {
  readonly asked: Asked<T>;
  /** What is being waited for: `Loading the people`. */
  readonly label: string;
  readonly children: (value: T) => ReactNode;
};

/** An answer of the server, or that it is awaited, or why there is none. */
export function AskedContent<T>({ asked, label, children }: AskedContentProps<T>) {
  const { value, problem, isAsking, askAgain } = asked;
  if (value === undefined) {
    if (problem === undefined || isAsking) return <Loading label={label} lines={8} />;
    return <ProblemState {...problem} actions={<Button onClick={askAgain}>Try again</Button>} />;
  }
  return (
    <div className="admin-answer" aria-busy={isAsking}>
      {isAsking ? (
        <span className="admin-asking" role="status" aria-label={label}>
          <span className="admin-asking-label" aria-hidden>
            {label}…
          </span>
        </span>
      ) : null}
      <ProblemLine problem={isAsking ? undefined : problem} />
      {children(value)}
    </div>
  );
}
