import type { ReactNode } from 'react';

export type FieldRowProps = {
  readonly label: string;
  /** Given to the control as its id, so that the label names it. */
  readonly controlId: string;
  readonly children: ReactNode;
};

/** A labelled control of a dialog; its hint and what is wrong with it are the control's own `fieldTexts`. */
export function FieldRow({ label, controlId, children }: FieldRowProps) {
  return (
    <div className="field-row">
      <label htmlFor={controlId}>{label}</label>
      {children}
    </div>
  );
}
