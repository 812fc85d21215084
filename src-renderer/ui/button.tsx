import { Tooltip } from '@mantine/core';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode, Ref } from 'react';

import { Shortcut } from './shortcut.tsx';

export type ButtonLook = 'default' | 'primary' | 'soft' | 'quiet' | 'danger';

export type ButtonProps = {
  readonly children: ReactNode;
  readonly onClick?: (() => void) | undefined;
  readonly look?: ButtonLook;
  readonly icon?: LucideIcon;
  /** In the notation of shortcut.tsx, shown on the button; whoever owns the command listens for the keys. */
  readonly shortcut?: string;
  /** Why the button cannot be pressed now; it stays visible and focusable, so that the reason can be read. */
  readonly disabledReason?: string | undefined;
  readonly type?: 'button' | 'submit';
  readonly isWide?: boolean;
  readonly isBusy?: boolean;
  /** Draws the icon filled, as a play triangle is. */
  readonly isFilled?: boolean;
  readonly title?: string;
  /** Where the words may be hidden for want of room. */
  readonly 'aria-label'?: string;
  readonly 'aria-haspopup'?: 'dialog' | 'menu';
  readonly ref?: Ref<HTMLButtonElement>;
};

export function Button({ children, look = 'default', icon: Icon, shortcut, disabledReason, ...rest }: ButtonProps) {
  const { onClick, type = 'button', isWide = false, isBusy = false, isFilled = false, title, ref, ...aria } = rest;
  const isDisabled = disabledReason !== undefined;
  const button = (
    <button
      {...aria}
      ref={ref}
      type={isDisabled ? 'button' : type}
      className={`button button-${look}${isWide ? ' button-wide' : ''}`}
      aria-disabled={isDisabled || undefined}
      aria-busy={isBusy || undefined}
      onClick={isDisabled ? undefined : onClick}
    >
      {Icon === undefined ? null : (
        <Icon size={14} strokeWidth={1.75} fill={isFilled ? 'currentColor' : 'none'} aria-hidden />
      )}
      <span className="button-label">{children}</span>
      {shortcut === undefined ? null : <Shortcut keys={shortcut} />}
    </button>
  );
  const hint = disabledReason ?? title;
  return hint === undefined ? button : <Tooltip label={hint}>{button}</Tooltip>;
}
