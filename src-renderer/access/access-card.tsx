import { Server } from 'lucide-react';
import type { ReactNode } from 'react';

import { Button } from '../ui/button.tsx';
import type { FormState } from './use-form.ts';
import { WorkingLine } from './working-line.tsx';

export type AccessCardProps = {
  readonly title: string;
  /** Which server it is about; undefined before there is one. */
  readonly server?: string | undefined;
  readonly intro?: ReactNode;
  readonly children?: ReactNode;
  readonly form: FormState;
  readonly onSubmit: () => void;
  readonly verb: string;
  readonly workingText: string;
  /** Left out where there is no way back. */
  readonly back?: { readonly label: string; readonly onClick: () => void };
};

/** One step of connecting: a title, a few fields, and the way on and back. */
export function AccessCard({ title, server, intro, children, form, onSubmit, verb, ...rest }: AccessCardProps) {
  const { workingText, back } = rest;
  const { problem, isBusy } = form;
  return (
    <form
      className="access-card"
      aria-labelledby="access-title"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <h1 id="access-title">{title}</h1>
      {server === undefined ? null : (
        <p className="access-server">
          <Server size={14} aria-hidden /> {server.replace(/^https:\/\//, '')}
        </p>
      )}
      {intro === undefined ? null : <div className="access-intro">{intro}</div>}
      {children}
      {problem === null || problem.field !== null ? null : (
        <p className="field-error" role="alert">
          {problem.sentence}
        </p>
      )}
      <div className="access-actions">
        {back === undefined ? null : <Button onClick={back.onClick}>{back.label}</Button>}
        <WorkingLine isBusy={isBusy} text={workingText} />
        <Button look="primary" type="submit" isBusy={isBusy}>
          {verb}
        </Button>
      </div>
    </form>
  );
}
