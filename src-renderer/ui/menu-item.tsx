import { Menu, Tooltip } from '@mantine/core';
import type { LucideIcon } from 'lucide-react';

import { Shortcut } from './shortcut.tsx';

export type MenuItemProps = {
  readonly children: string;
  readonly icon: LucideIcon;
  /** In the notation of shortcut.tsx. */
  readonly keys?: string;
  readonly isDangerous?: boolean;
  /** Why it cannot be chosen now; the arrow keys reach it all the same, so that the reason can be read. */
  readonly disabledReason?: string | undefined;
  readonly onClick: () => void;
};

/** One thing that a menu offers. */
export function MenuItem({ children, icon: Icon, keys, isDangerous = false, disabledReason, onClick }: MenuItemProps) {
  const isDisabled = disabledReason !== undefined;
  const item = (
    <Menu.Item
      data-danger={(isDangerous && !isDisabled) || undefined}
      leftSection={<Icon size={14} aria-hidden />}
      rightSection={keys === undefined ? undefined : <Shortcut keys={keys} />}
      aria-disabled={isDisabled || undefined}
      closeMenuOnClick={!isDisabled}
      onClick={isDisabled ? undefined : onClick}
    >
      {children}
    </Menu.Item>
  );
  return isDisabled ? (
    <Tooltip label={disabledReason} position="right" events={{ hover: true, focus: true, touch: true }}>
      {item}
    </Tooltip>
  ) : (
    item
  );
}
