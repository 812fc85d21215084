import { Tooltip } from '@mantine/core';
import type { LucideIcon } from 'lucide-react';
import type { Ref } from 'react';

import { formatShortcut } from './shortcut.tsx';

export type IconButtonProps = {
  /** Said by a screen reader and shown as the tooltip. */
  readonly label: string;
  readonly icon: LucideIcon;
  readonly onClick?: () => void;
  readonly shortcut?: string;
  readonly disabledReason?: string | undefined;
  readonly isPressed?: boolean;
  readonly isSmall?: boolean;
  readonly tooltipSide?: 'bottom' | 'right' | 'top' | 'left';
  readonly ref?: Ref<HTMLButtonElement>;
};

export function IconButton({
  label,
  icon: Icon,
  onClick,
  shortcut,
  disabledReason,
  isPressed,
  ...rest
}: IconButtonProps) {
  const { isSmall = false, tooltipSide = 'bottom', ref, ...given } = rest;
  const isDisabled = disabledReason !== undefined;
  const hint = disabledReason ?? (shortcut === undefined ? label : `${label} (${formatShortcut(shortcut)})`);
  return (
    <Tooltip label={hint} position={tooltipSide}>
      <button
        {...given}
        ref={ref}
        type="button"
        className={`icon-button${isSmall ? ' icon-button-small' : ''}`}
        aria-label={label}
        aria-disabled={isDisabled || undefined}
        aria-pressed={isPressed}
        onClick={isDisabled ? undefined : onClick}
      >
        <Icon size={isSmall ? 14 : 16} strokeWidth={1.75} aria-hidden />
      </button>
    </Tooltip>
  );
}
