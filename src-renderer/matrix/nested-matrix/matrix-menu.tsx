import { Menu } from '@mantine/core';
import { Fragment, useEffect, useState } from 'react';
import type { RefObject } from 'react';

import { gapsAbout } from '#shared/matrix/gaps/gap-list.ts';
import { cellKey } from '#shared/matrix/matrix-keys.ts';

import { MenuAtPoint } from '../../ui/menu-at-point.tsx';
import { Shortcut } from '../../ui/shortcut.tsx';
import { GapMenuItems } from '../gaps/gap-menu-items.tsx';
import { useGaps } from '../gaps/use-gaps.ts';
import type { ViewSubject } from '../subject-address.ts';
import { cellIdsAt } from './matrix-actions.ts';
import type { MatrixScope } from './matrix-actions.ts';
import { matrixMenuGroups, matrixMenuTitle } from './matrix-menu-entries.ts';
import type { MenuItemEntry } from './matrix-menu-entries.ts';
import { activeSpot, selectedBlock } from './matrix-moves.ts';
import { changeMatrix, useMatrixStore } from './matrix-store.ts';
import type { Surface } from './matrix-surface.ts';

export type MatrixMenuProps = {
  readonly scope: MatrixScope;
  readonly surface: Surface | undefined;
  readonly gridRef: RefObject<HTMLDivElement | null>;
};

/** What can be done with what is selected, where it was asked for. */
export function MatrixMenu(props: MatrixMenuProps) {
  const place = useMatrixStore((state) => state.menu);
  return place === null ? null : <OpenMenu {...props} place={place} />;
}

type OpenMenuProps = MatrixMenuProps & { readonly place: { readonly x: number; readonly y: number } };

function OpenMenu({ scope, surface, gridRef, place }: OpenMenuProps) {
  const mayPaste = useMayReadClipboard();
  const groups = matrixMenuGroups({ scope, surface, mayPaste });
  // Before an entry does its work, so that an editor that it opens has the focus in the end.
  const close = (): void => {
    changeMatrix({ menu: null });
    gridRef.current?.focus({ preventScroll: true });
  };
  return (
    <MenuAtPoint {...place} label={`Menu of ${matrixMenuTitle(scope)}`} width={280} onClose={close}>
      {groups.map(({ title, entries }, index) => (
        <Fragment key={`${title ?? ''} ${entries[0]?.label ?? ''}`}>
          {index === 0 ? null : <Menu.Divider />}
          {title === undefined ? null : <Menu.Label>{title}</Menu.Label>}
          {entries.map((entry) => (
            <MenuEntry key={entry.label} entry={entry} />
          ))}
        </Fragment>
      ))}
      <MatrixGaps scope={scope} />
    </MenuAtPoint>
  );
}

function MenuEntry({ entry }: { readonly entry: MenuItemEntry }) {
  const { label, icon: Icon, keys, isDisabled = false, isDangerous = false, run } = entry;
  return (
    <Menu.Item
      leftSection={Icon === undefined ? <span className="matrix-menu-gap" /> : <Icon size={14} aria-hidden />}
      rightSection={keys === undefined ? undefined : <Shortcut keys={keys} />}
      disabled={isDisabled}
      data-danger={isDangerous || undefined}
      onClick={run}
    >
      {label}
    </Menu.Item>
  );
}

/** What is open about the one cell or object that is selected. */
function MatrixGaps({ scope }: Pick<MatrixMenuProps, 'scope'>) {
  const report = useGaps(scope.project.id);
  const subject = selectedSubject(scope);
  const gaps = gapsAbout(report, subject);
  if (subject === null || gaps.length === 0) return null;
  return (
    <>
      <Menu.Divider />
      <Menu.Label>{gaps.length === 1 ? 'Open about it' : `Open about it: ${String(gaps.length)}`}</Menu.Label>
      <GapMenuItems project={scope.project} gaps={gaps} subject={subject} shownMax={3} />
    </>
  );
}

function selectedSubject(scope: MatrixScope): ViewSubject | null {
  const spot = activeSpot(scope);
  const block = selectedBlock(scope);
  const ids = cellIdsAt(scope, spot);
  if (block === undefined) return null;
  const [rows, columns] = [block.rowTo - block.rowFrom, block.columnTo - block.columnFrom];
  if (ids !== undefined) return rows + columns === 0 ? { kind: 'cell', id: cellKey(ids.rowId, ids.columnId) } : null;
  const object = scope.lines.objects[Math.max(spot.row, spot.column)];
  const isOne = (spot.row < 0 ? columns : rows) === 0;
  return object === undefined || !isOne ? null : { kind: 'object', id: object.id };
}

/** Some windows hand the clipboard over to the keys and to nothing else. */
function useMayReadClipboard(): boolean {
  const [isDenied, setDenied] = useState(false);
  useEffect(() => {
    // The list of names in TypeScript's library lacks it; a browser that does not know it refuses to answer, and asks by itself.
    const name = 'clipboard-read' as PermissionName;
    void navigator.permissions.query({ name }).then(
      ({ state }) => setDenied(state === 'denied'),
      () => setDenied(false),
    );
  }, []);
  return !isDenied;
}
