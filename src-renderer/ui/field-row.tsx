import type { ReactNode } from 'react';

export type FieldRowProps = {
  readonly label: string;
  readonly hint?: string;
  readonly error?: string | undefined;
  /** Given to the control as its id, so that the label names it. */
  readonly controlId: string;
  readonly children: ReactNode;
};

/** A labelled control of a dialog, with its hint and what is wrong with it below. */
export function FieldRow({ label, hint, error, controlId, children }: FieldRowProps) {
  return (
    <div className="field-row">
      <label htmlFor={controlId}>{label}</label>
      {children}
      {hint === undefined || error !== undefined ? null : (
        <p className="field-hint" id={`${controlId}-hint`}>
          {hint}
        </p>
      )}
      {error === undefined ? null : (
        <p className="field-error" id={`${controlId}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}
