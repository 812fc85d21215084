import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';

export type MenuAtPointProps = {
  /** In CSS pixels of the window. */
  readonly x: number;
  readonly y: number;
  readonly label: string;
  readonly width: number;
  readonly className?: string;
  /** On which side of the point it hangs; below it in either case. */
  readonly side?: 'start' | 'end';
  /** The focus goes back where it came from: who opens the menu knows where that is. */
  readonly onClose: () => void;
  readonly children: ReactNode;
};

// Keys are left out: the one that opens the menu is still on its way to the document, and would close it.
const closedFromOutsideBy: string[] = ['mousedown', 'touchstart'];

// A long menu that is asked for far down moves up as a whole.
const keptOnScreen = { flip: true, shift: { crossAxis: true, padding: 8 } } as const;

/** A menu of what somebody points at, or of what has the focus. It opens with its first item active and closes by Escape. */
export function MenuAtPoint(props: MenuAtPointProps) {
  const { x, y, label, width, className, side = 'start', onClose, children } = props;
  return (
    <Menu
      opened
      onClose={onClose}
      width={width}
      position={`bottom-${side}`}
      shadow="md"
      returnFocus={false}

      middlewares={keptOnScreen}
      clickOutsideEvents={closedFromOutsideBy}
    >
      {/* The point is no button, and must not be told as one. */}
      <Menu.Target>
        <span aria-hidden style={{ position: 'fixed', left: x, top: y, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown className={`menu-at-point ${className ?? ''}`} aria-label={label}>
        {children}
      </Menu.Dropdown>
    </Menu>
  );
}
