import { Menu } from '@mantine/core';
import { ArrowDown, ArrowUp, Ban, Copy, Merge, PanelRight, Tags, Trash2 } from 'lucide-react';

import type { ObjectRecord } from '#shared/matrix/object-entities.ts';

import { MenuAtPoint } from '../../ui/menu-at-point.tsx';
import { Shortcut } from '../../ui/shortcut.tsx';
import { rejectionLabel } from '../foraging/foraging-actions.ts';
import { deleteObject, duplicate, moveTo, rejectObject } from './guide-actions.ts';
import { openGuideDialog, showPanel } from './guide-store.ts';
import { rejectionKeys } from '../foraging/reject-menu.tsx';

export type MenuPlace = { readonly right: number; readonly bottom: number };

export type GuideMenuProps = {
  readonly place: MenuPlace;
  readonly onClose: () => void;
  readonly object: ObjectRecord;
  /** Among all objects. */
  readonly index: number;
  readonly objectCount: number;
  readonly isReadOnly: boolean;
};

/** What can be done with a whole object. */
export function GuideMenu({ place, onClose, ...props }: GuideMenuProps) {
  return (
    <MenuAtPoint
      x={place.right}
      y={place.bottom}
      side="end"
      width={240}
      label={`Menu of ${props.object.name}`}
      onClose={onClose}
    >
      <GuideMenuItems {...props} />
    </MenuAtPoint>
  );
}

function GuideMenuItems({ object, index, objectCount, isReadOnly }: Omit<GuideMenuProps, 'place' | 'onClose'>) {
  const icon = { size: 14, 'aria-hidden': true } as const;
  const hasOthers = objectCount > 1;
  return (
    <>
      <Menu.Item leftSection={<PanelRight {...icon} />} onClick={() => showPanel(true)}>
        Open the details
      </Menu.Item>
      {isReadOnly ? null : (
        <>
          <Menu.Item
            leftSection={<Copy {...icon} />}
            rightSection={<Shortcut keys="Mod+D" />}
            onClick={() => void duplicate(object)}
          >
            Duplicate
          </Menu.Item>
          <Menu.Item
            leftSection={<Merge {...icon} />}
            disabled={!hasOthers}
            onClick={() => openGuideDialog({ kind: 'combine', objectId: object.id })}
          >
            Combine with another…
          </Menu.Item>
          <Menu.Item
            leftSection={<Tags {...icon} />}
            disabled={!hasOthers}
            onClick={() => openGuideDialog({ kind: 'downgrade', objectId: object.id })}
          >
            Make it an attribute of…
          </Menu.Item>
          <Menu.Item
            leftSection={<ArrowUp {...icon} />}
            rightSection={<Shortcut keys="Alt+↑" />}
            disabled={index === 0}
            onClick={() => void moveTo(object, index - 1)}
          >
            Move up
          </Menu.Item>
          <Menu.Item
            leftSection={<ArrowDown {...icon} />}
            rightSection={<Shortcut keys="Alt+↓" />}
            disabled={index === objectCount - 1}
            onClick={() => void moveTo(object, index + 2)}
          >
            Move down
          </Menu.Item>
          <Menu.Divider />
          <Menu.Label>Reject, because it is</Menu.Label>
          {rejectionKeys.map(({ reason }) => (
            <Menu.Item key={reason} leftSection={<Ban {...icon} />} onClick={() => void rejectObject(object, reason)}>
              {rejectionLabel(reason)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item data-danger leftSection={<Trash2 {...icon} />} onClick={() => void deleteObject(object)}>
            Delete
          </Menu.Item>
        </>
      )}
    </>
  );
}
