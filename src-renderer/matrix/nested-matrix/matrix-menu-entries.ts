/*
 * What can be done with what is selected in the matrix, as entries of its menu. Each is also there without the menu, and the keys
 * that stand beside it do the same.
 */
import { ArrowRightLeft, ArrowDown, ArrowUp, Ban, ClipboardPaste, Copy, Eraser, Hash } from 'lucide-react';
import { PanelRight, Pencil, Plus, Route, Scissors, SquareDashedMousePointer, Trash2 } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';

import { ends } from '#shared/matrix/object-entities.ts';
import type { ObjectRecord } from '#shared/matrix/object-entities.ts';

import { goTo } from '../../workspaces/paths.ts';
import { deleteObjects, moveToLine } from '../object-actions.ts';
import { projectViews } from '../project-views.ts';
import { subjectPath } from '../subject-address.ts';
import { cellIdsAt, fillBlock, nameOf, textAt, writeBlock } from './matrix-actions.ts';
import type { MatrixScope } from './matrix-actions.ts';
import { copyFromMenu, pasteFromMenu } from './matrix-clipboard.ts';
import { openInspector, selectedObjects } from './matrix-key-presses.ts';
import { activeSpot, selectAt, selectedBlock } from './matrix-moves.ts';
import { spotsOf } from './matrix-selection.ts';
import type { Block, Spot } from './matrix-selection.ts';
import { changeMatrix } from './matrix-store.ts';
import type { Surface } from './matrix-surface.ts';

export type MenuItemEntry = {
  readonly label: string;
  readonly icon?: LucideIcon;
  readonly keys?: string;
  readonly isDisabled?: boolean;
  readonly isDangerous?: boolean;
  readonly run: () => void;
};

export type MenuGroup = {
  /** Above its entries. */
  readonly title?: string;
  readonly entries: readonly MenuItemEntry[];
};

type Context = { readonly scope: MatrixScope; readonly surface: Surface | undefined; readonly mayPaste: boolean };

/** In groups, between which a line is drawn; one with nothing to say is left out. */
export function matrixMenuGroups(context: Context): readonly MenuGroup[] {
  const { scope } = context;
  const spot = activeSpot(scope);
  const block = selectedBlock(scope);
  const isCell = spot.row >= 0 && spot.column >= 0;
  const groups = isCell && block !== undefined ? cellGroups(context, spot, block) : headerGroups(context, spot, block);
  return groups.filter(({ title, entries }) => title !== undefined || entries.length > 0);
}

/** What the menu is about, for whoever cannot see where it stands. */
export function matrixMenuTitle({ model, lines, ...scope }: MatrixScope): string {
  const spot = activeSpot({ lines });
  const block = selectedBlock({ lines });
  const ids = cellIdsAt({ lines, ...scope }, spot);
  if (ids === undefined) return lines.objects[Math.max(spot.row, spot.column)]?.name ?? 'A new object';
  const count = block === undefined ? 1 : sizeOf(block);
  return count > 1 ? `${String(count)} cells` : `${nameOf(model, ids.rowId)} × ${nameOf(model, ids.columnId)}`;
}

function sizeOf({ rowFrom, rowTo, columnFrom, columnTo }: Block): number {
  return (rowTo - rowFrom + 1) * (columnTo - columnFrom + 1);
}

function cellGroups(context: Context, spot: Spot, block: Block): readonly MenuGroup[] {
  const isSingle = sizeOf(block) === 1;
  return [
    ...valueGroups(context, spot, block),
    clipboardGroup(context, block),
    { entries: fillEntries(context, block) },
    { entries: isSingle ? lookEntries(context, spot) : [] },
    { entries: spanEntries(context, spot) },
  ];
}

function valueGroups({ scope }: Context, spot: Spot, block: Block): readonly MenuGroup[] {
  const isSingle = sizeOf(block) === 1;
  const ids = cellIdsAt(scope, spot);
  const mayEdit = scope.mayEdit('relationships', isSingle && ids !== undefined ? [ids.rowId, ids.columnId] : []);
  if (!mayEdit) return [{ title: 'You may read this, but not change it', entries: [] }];
  const write = (text: string) => (): void => writeBlock(scope, block, text);
  const change = (): void => changeMatrix({ editor: { kind: 'cell', text: '', isTyped: false } });
  return [
    {
      title: isSingle ? 'How many' : `How many, in ${String(sizeOf(block))} cells`,
      entries: ends.map((end) => ({ label: endNames[end], icon: Hash, keys: end, run: write(end) })),
    },
    {
      entries: [
        { label: 'No relationship', icon: Ban, keys: '-', run: write('no') },
        { label: 'Something else…', icon: Pencil, keys: 'F2', run: change },
        {
          label: 'Clear',
          icon: Eraser,
          keys: 'Delete',
          isDisabled: !spotsOf(block).some((each) => textAt(scope, each) !== ''),
          run: write(''),
        },
      ],
    },
  ];
}

const endNames = { '1': 'Exactly one', '0..1': 'One or none', '0..*': 'Any number', '1..*': 'At least one' } as const;

function clipboardGroup({ scope, mayPaste }: Context, block: Block): MenuGroup {
  const mayEdit = scope.mayEdit('relationships');
  const cut = async (): Promise<void> => {
    if (await copyFromMenu(scope, block)) writeBlock(scope, block, '');
  };
  const copy: MenuItemEntry = {
    label: 'Copy',
    icon: Copy,
    keys: 'Mod+C',
    run: () => void copyFromMenu(scope, block), // Tells itself what was in the way.
  };
  if (!mayEdit) return { entries: [copy] };
  return {
    entries: [
      { label: 'Cut', icon: Scissors, keys: 'Mod+X', run: () => void cut() },
      copy,
      pasteEntry({ scope, mayPaste }),
    ],
  };
}

function pasteEntry({ scope, mayPaste }: Pick<Context, 'scope' | 'mayPaste'>): MenuItemEntry {
  return {
    label: mayPaste ? 'Paste' : 'Paste: only by its keys here',
    icon: ClipboardPaste,
    keys: 'Mod+V',
    isDisabled: !mayPaste,
    run: () => void pasteFromMenu(scope), // Tells itself what was in the way.
  };
}

function fillEntries({ scope }: Context, block: Block): readonly MenuItemEntry[] {
  if (!scope.mayEdit('relationships')) return [];
  const down = { label: 'Fill down', keys: 'Mod+D', run: () => fillBlock(scope, block, 'down') };
  const right = { label: 'Fill right', keys: 'Mod+R', run: () => fillBlock(scope, block, 'right') };
  return [...(block.rowTo > block.rowFrom ? [down] : []), ...(block.columnTo > block.columnFrom ? [right] : [])];
}

/** To the questions of the cell, to its other side, along the relationships. */
function lookEntries({ scope, surface }: Context, spot: Spot): readonly MenuItemEntry[] {
  const ids = cellIdsAt(scope, spot);
  const questions = { label: 'Questions and comments', icon: PanelRight, keys: 'Enter', run: openInspector };
  if (ids === undefined || ids.rowId === ids.columnId) return [questions];
  return [
    questions,
    {
      label: 'The other direction',
      icon: ArrowRightLeft,
      run: () => selectAt(scope, surface, { row: spot.column, column: spot.row }),
    },
    {
      label: 'Path between the two',
      icon: Route,
      run: () => changeMatrix({ path: { fromId: ids.rowId, toId: ids.columnId } }),
    },
  ];
}

function spanEntries({ scope, surface }: Context, spot: Spot): readonly MenuItemEntry[] {
  const icon = SquareDashedMousePointer;
  return [
    { label: 'Select the row', icon, keys: 'Shift+Space', run: () => selectAt(scope, surface, spot, { span: 'rows' }) },
    {
      label: 'Select the column',
      icon,
      keys: 'Mod+Space',
      run: () => selectAt(scope, surface, spot, { span: 'columns' }),
    },
  ];
}

function headerGroups(context: Context, spot: Spot, block: Block | undefined): readonly MenuGroup[] {
  const { scope } = context;
  const objects = selectedObjects(scope);
  const [object] = objects;
  if (object === undefined || block === undefined) return addGroups(context);
  const mayEdit = scope.mayEdit('objects', [object.id]);
  const isSingle = objects.length === 1;
  return [
    ...(mayEdit ? [] : [{ title: 'You may read this object, but not change it', entries: [] }]),
    { entries: isSingle ? objectEntries(context, object) : [] },
    { entries: isSingle && mayEdit ? moveEntries(scope, object, spot) : [] },
    clipboardGroup(context, block),
    ...(isSingle ? [{ title: 'Open in', entries: viewEntries(scope, object) }] : []),
    { entries: mayEdit ? [deleteEntry(scope, objects)] : [] },
  ];
}

/** The header behind the last one. */
function addGroups({ scope, mayPaste }: Context): readonly MenuGroup[] {
  if (!scope.mayEdit('objects')) return [{ title: 'You may not add objects', entries: [] }];
  const add = (): void => changeMatrix({ editor: { kind: 'name', text: '', isTyped: false } });
  return [
    { entries: [{ label: 'Add an object', icon: Plus, keys: 'Enter', run: add }, pasteEntry({ scope, mayPaste })] },
  ];
}

function objectEntries({ scope }: Context, object: ObjectRecord): readonly MenuItemEntry[] {
  const rename = (): void => changeMatrix({ editor: { kind: 'name', text: object.name, isTyped: false } });
  const mayEdit = scope.mayEdit('objects', [object.id]);
  return [
    ...(mayEdit ? [{ label: 'Rename', icon: Pencil, keys: 'F2', run: rename }] : []),
    { label: 'The object in short', icon: PanelRight, keys: 'Space', run: openInspector },
    { label: 'Path from here', icon: Route, run: () => changeMatrix({ path: { fromId: object.id, toId: null } }) },
  ];
}

function moveEntries(scope: MatrixScope, object: ObjectRecord, spot: Spot): readonly MenuItemEntry[] {
  const line = Math.max(spot.row, spot.column);
  const isRow = spot.row >= 0;
  return [
    {
      label: isRow ? 'Move up' : 'Move to the left',
      icon: ArrowUp,
      keys: isRow ? 'Alt+↑' : 'Alt+←',
      isDisabled: line === 0,
      run: () => moveToLine(scope, object, line - 1),
    },
    {
      label: isRow ? 'Move down' : 'Move to the right',
      icon: ArrowDown,
      keys: isRow ? 'Alt+↓' : 'Alt+→',
      isDisabled: line === scope.lines.objects.length - 1,
      run: () => moveToLine(scope, object, line + 2),
    },
  ];
}

const objectViews = ['guide', 'system', 'ctas', 'object-map', 'shapeshifter'];

function viewEntries({ project }: MatrixScope, { id }: ObjectRecord): readonly MenuItemEntry[] {
  return projectViews
    .filter((view) => objectViews.includes(view.id))
    .map((view) => ({
      label: view.label,
      icon: view.icon,
      run: () => goTo(subjectPath(project, view.id, { kind: 'object', id })),
    }));
}

function deleteEntry(scope: MatrixScope, objects: readonly ObjectRecord[]): MenuItemEntry {
  return {
    label: objects.length === 1 ? 'Delete the object' : `Delete ${String(objects.length)} objects`,
    icon: Trash2,
    keys: 'Delete',
    isDangerous: true,
    run: () => void deleteObjects(scope, objects), // Tells itself what was in the way.
  };
}
