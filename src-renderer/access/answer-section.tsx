import { useId } from 'react';
import type { ReactNode } from 'react';

import { Button } from '../ui/button.tsx';
import { Loading } from '../ui/loading.tsx';
import type { Answer } from './use-answer.ts';

export type AnswerSectionProps<T> = {
  readonly title: string;
  readonly action?: ReactNode;
  readonly answer: Answer<T>;
  readonly children: (value: T) => ReactNode;
};

/** A section of the account page about something that the server has to tell first. */
export function AnswerSection<T>({ title, action, answer, children }: AnswerSectionProps<T>) {
  const { value, problem, reload } = answer;
  const id = useId();
  const isComing = value === undefined && problem === null;
  return (
    <section className="settings-section" aria-labelledby={id} aria-busy={isComing}>
      <div className="settings-head">
        <h2 id={id}>{title}</h2>
        {action}
      </div>
      {problem === null ? null : (
        <div className="access-hint-box" role="alert">
          <p>
            {problem.title}. {problem.detail} {problem.remedy}
          </p>
          <Button onClick={reload}>Try again</Button>
        </div>
      )}
      {isComing ? <Loading label={`Loading: ${title}`} lines={2} /> : null}
      {value === undefined ? null : children(value)}
    </section>
  );
}
