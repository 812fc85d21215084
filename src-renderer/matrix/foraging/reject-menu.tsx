import { Menu } from '@mantine/core';

import type { Rejection } from '#shared/matrix/object-entities.ts';

import { Shortcut } from '../../ui/shortcut.tsx';
import { rejectionLabel } from './foraging-actions.ts';

export const rejectionKeys: readonly { readonly key: string; readonly reason: Rejection }[] = [
  { key: 'a', reason: 'attribute' },
  { key: 'c', reason: 'cta' },
  { key: 'r', reason: 'role' },
  { key: 'i', reason: 'instance' },
  { key: 'v', reason: 'too_vague' },
  { key: 'o', reason: 'out_of_scope' },
];

export type RejectMenuProps = {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onReject: (reason: Rejection) => void;
  /** What it opens beside. */
  readonly children: React.ReactElement;
};

/** Why a noun is none: one more key. */
export function RejectMenu({ isOpen, onClose, onReject, children }: RejectMenuProps) {
  return (
    <Menu opened={isOpen} onClose={onClose} width={210} position="bottom-end" returnFocus trapFocus>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown
        aria-label="Why it is no object"
        onKeyDown={(event) => {
          const found = rejectionKeys.find(({ key }) => key === event.key.toLowerCase());
          if (found === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
          event.preventDefault();
          event.stopPropagation();
          onClose();
          onReject(found.reason);
        }}
      >
        <Menu.Label>It is no object but …</Menu.Label>
        {rejectionKeys.map(({ key, reason }) => (
          <Menu.Item key={reason} rightSection={<Shortcut keys={key.toUpperCase()} />} onClick={() => onReject(reason)}>
            {rejectionLabel(reason)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
