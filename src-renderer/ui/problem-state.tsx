import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

export type ProblemStateProps = {
  /** What happened. */
  readonly title: string;
  /** What it means here. */
  readonly detail?: string;
  /** What to do. */
  readonly remedy?: string;
  readonly actions?: ReactNode;
};

export function ProblemState({ title, detail = '', remedy = '', actions }: ProblemStateProps) {
  return (
    <div className="empty-state" role="alert">
      <span className="empty-state-icon empty-state-icon-problem">
        <TriangleAlert size={22} strokeWidth={1.5} aria-hidden />
      </span>
      <p className="empty-state-title">{title}</p>
      <div className="empty-state-text">
        {detail === '' ? null : <p>{detail}</p>}
        {remedy === '' ? null : <p>{remedy}</p>}
      </div>
      {actions === undefined ? null : <div className="empty-state-actions">{actions}</div>}
    </div>
  );
}
