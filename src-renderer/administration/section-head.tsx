import type { ReactNode } from 'react';

export type SectionHeadProps = {
  readonly title: string;
  /** What one finds and does here, in a sentence. */
  readonly note: string;
  readonly actions?: ReactNode;
};

export function SectionHead({ title, note, actions }: SectionHeadProps) {
  return (
    <header className="admin-head">
      <div className="admin-head-words">
        <h1>{title}</h1>
        <p>{note}</p>
      </div>
      {actions}
    </header>
  );
}
