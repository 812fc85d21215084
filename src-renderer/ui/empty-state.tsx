import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

export type EmptyStateProps = {
  readonly icon: LucideIcon;
  readonly title: string;
  /** What to do next, in a sentence. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly isCompact?: boolean;
};

export function EmptyState({ icon: Icon, title, children, actions, isCompact = false }: EmptyStateProps) {
  return (
    <div className={`empty-state${isCompact ? ' empty-state-compact' : ''}`}>
      <span className="empty-state-icon">
        <Icon size={isCompact ? 18 : 22} strokeWidth={1.5} aria-hidden />
      </span>
      <p className="empty-state-title">{title}</p>
      {children === undefined ? null : <div className="empty-state-text">{children}</div>}
      {actions === undefined ? null : <div className="empty-state-actions">{actions}</div>}
    </div>
  );
}
