/*
 * The side list as rows: folders are the paths of the functions in them, so an empty folder is one that nothing is in and is
 * not there. Pure, so that what is visible, and where the keyboard goes, can be tested without a screen.
 */
import type { FunctionRecord } from '#shared/functions/function-entities.ts';
import { shownNames } from '#shared/functions/function-rules.ts';

export type FolderRow = {
  readonly kind: 'folder';
  /** The whole path; also the row's key. */
  readonly path: string;
  readonly name: string;
  readonly level: number;
  readonly isOpen: boolean;
};

export type FunctionRow = {
  readonly kind: 'function';
  readonly record: FunctionRecord;
  readonly name: string;
  readonly level: number;
};

export type TreeRow = FolderRow | FunctionRow;

export type TreeView = {
  readonly filter: string;
  readonly closedFolders: ReadonlySet<string>;
  /** Folders made in this window that nothing is in yet. */
  readonly newFolders: readonly string[];
};

export function rowKey(row: TreeRow): string {
  return row.kind === 'folder' ? `folder:${row.path}` : row.record.id;
}

/** The rows to show, folders before functions, each by name. While a filter is typed every folder with a hit is open. */
export function treeRows(records: readonly FunctionRecord[], view: TreeView): readonly TreeRow[] {
  const names = namesByFolder(records);
  const wanted = view.filter.trim().toLowerCase();
  const shown = records.filter((record) => matches(record, wanted));
  const folders = new Set<string>();
  for (const path of [...shown.map((record) => record.folder), ...(wanted === '' ? view.newFolders : [])]) {
    for (const ancestor of withAncestors(path)) folders.add(ancestor);
  }
  const isOpen = (path: string) => wanted !== '' || !view.closedFolders.has(path);

  function rowsIn(parent: string, level: number): readonly TreeRow[] {
    const inside = [...folders].filter((path) => parentOf(path) === parent && path !== '').toSorted(byText);
    const folderRows = inside.flatMap((path): readonly TreeRow[] => [
      { kind: 'folder', path, name: lastPart(path), level, isOpen: isOpen(path) },
      ...(isOpen(path) ? rowsIn(path, level + 1) : []),
    ]);
    const functionRows = shown
      .filter((record) => record.folder === parent)
      .map((record): FunctionRow => ({ kind: 'function', record, name: names.get(record.id) ?? record.name, level }))
      .toSorted((a, b) => byText(a.name, b.name));
    return [...folderRows, ...functionRows];
  }
  return rowsIn('', 1);
}

/** What the functions are shown as: names that clash within a folder get a number. */
export function namesByFolder(records: readonly FunctionRecord[]): ReadonlyMap<string, string> {
  const groups = Map.groupBy(records, (record) => record.folder);
  return new Map([...groups.values()].flatMap((group) => [...shownNames(group)]));
}

/** Every folder of a workspace, with those that only hold folders. */
export function listFolders(records: readonly FunctionRecord[]): readonly string[] {
  const all = new Set(records.flatMap((record) => withAncestors(record.folder)));
  return [...all].filter((path) => path !== '').toSorted(byText);
}

/** Where a function goes when its folder becomes another: `a/b/c` is `x/b/c` after `a` became `x`. */
export function movedFolder(folder: string, from: string, to: string): string | undefined {
  if (folder === from) return to;
  return folder.startsWith(`${from}/`) ? joinPath(to, folder.slice(from.length + 1)) : undefined;
}

/** A path within another; either may be empty. */
export function joinPath(parent: string, name: string): string {
  return [parent, name].filter((part) => part !== '').join('/');
}

export function parentOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

export function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Where the keyboard goes next; undefined when the key does not move it. */
export function keyTarget(key: string, rows: readonly TreeRow[], index: number): number | undefined {
  const row = rows[index];
  switch (key) {
    case 'ArrowDown':
      return Math.min(rows.length - 1, index + 1);
    case 'ArrowUp':
      return Math.max(0, index - 1);
    case 'Home':
      return 0;
    case 'End':
      return rows.length - 1;
    case 'ArrowRight':
      return row?.kind === 'folder' && row.isOpen ? Math.min(rows.length - 1, index + 1) : undefined;
    case 'ArrowLeft':
      if (row === undefined || (row.kind === 'folder' && row.isOpen)) return undefined;
      return parentIndex(rows, index);
    default:
      return undefined;
  }
}

function parentIndex(rows: readonly TreeRow[], index: number): number | undefined {
  const level = rows[index]?.level ?? 1;
  const parent = rows.slice(0, index).findLastIndex((row) => row.level < level);
  return parent < 0 ? undefined : parent;
}

function withAncestors(path: string): readonly string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function matches(record: FunctionRecord, wanted: string): boolean {
  if (wanted === '') return true;
  return [record.name, record.folder, ...record.metadata.tags].some((text) => text.toLowerCase().includes(wanted));
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

function byText(one: string, other: string): number {
  return collator.compare(one, other);
}
