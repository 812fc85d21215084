import './side-panel.css';

import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';

import { IconButton } from '../ui/icon-button.tsx';

export type SidePanelProps = {
  /** Names the panel: what kind of thing it shows, and which. */
  readonly label: string;
  readonly kind: string;
  /** Changes when another thing is shown: the focus then goes to the panel's heading. */
  readonly subjectId: string;
  readonly onClose: () => void;
  /** Absent where there is none. */
  readonly onPrevious?: (() => void) | undefined;
  readonly onNext?: (() => void) | undefined;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
};

/** One record with all its fields, beside the view that it is in. Escape closes it; Alt+PageUp and Alt+PageDown go on. */
export function SidePanel({ label, kind, subjectId, onClose, onPrevious, onNext, actions, children }: SidePanelProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [subjectId]);

  function takeKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') onClose();
    else if (event.altKey && event.key === 'PageDown') onNext?.();
    else if (event.altKey && event.key === 'PageUp') onPrevious?.();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    // The keys are those of all that is in it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <aside className="side-panel" aria-label={label} onKeyDown={takeKey}>
      <header className="side-panel-head">
        <h2 ref={heading} tabIndex={-1}>
          {kind}
          <span className="visually-hidden">: {label}</span>
        </h2>
        {actions}
        <IconButton
          label="Previous"
          icon={ChevronUp}
          shortcut="Alt+PageUp"
          disabledReason={onPrevious === undefined ? 'This is the first' : undefined}
          onClick={() => onPrevious?.()}
        />
        <IconButton
          label="Next"
          icon={ChevronDown}
          shortcut="Alt+PageDown"
          disabledReason={onNext === undefined ? 'This is the last' : undefined}
          onClick={() => onNext?.()}
        />
        <IconButton label="Close the panel" icon={X} shortcut="Escape" onClick={onClose} />
      </header>
      <div className="side-panel-body">{children}</div>
    </aside>
  );
}
