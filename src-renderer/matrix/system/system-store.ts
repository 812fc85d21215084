import { create } from 'zustand';

import type { Point } from '#shared/matrix/system/system-geometry.ts';
import { showsAll } from '#shared/matrix/system/system-scene.ts';
import type { SystemFilter, SystemMode } from '#shared/matrix/system/system-scene.ts';

import type { PathEnds } from '../nested-matrix/matrix-store.ts';

/** A relationship that is being drawn: to another object once that is chosen. */
export type Relating = { readonly fromId: string; readonly toId: string | null };

export type SystemState = {
  readonly projectId: string | null;
  /** Null for what suits the size of the model. */
  readonly mode: SystemMode | null;
  readonly filter: SystemFilter;
  readonly openClusterIds: ReadonlySet<string>;
  readonly selectedIds: ReadonlySet<string>;
  /** The relationship that is chosen; then no object is. */
  readonly edgeId: string | null;
  /** The one node in the tab order. */
  readonly activeId: string | null;
  /** A node that is to be brought on screen and to get the focus. */
  readonly askedId: string | null;
  readonly isInspecting: boolean;
  readonly isListing: boolean;
  readonly isHelpOpen: boolean;
  readonly path: PathEnds | null;
  readonly renamingId: string | null;
  readonly relating: Relating | null;
  /** Where a new object is being named; null for nowhere. */
  readonly draftAt: Point | null;
  /** Where nodes are while they are dragged, before it is written. */
  readonly dragged: ReadonlyMap<string, Point>;
  /** So far away that labels could not be read. */
  readonly isFar: boolean;
  /** Counts the times that all was to be brought on screen, or grouped anew. */
  readonly fitCount: number;
  readonly groupCount: number;
  readonly message: string;
};

const nobody: ReadonlySet<string> = new Set();
const nowhere: ReadonlyMap<string, Point> = new Map();

const fresh: SystemState = {
  projectId: null,
  mode: null,
  filter: showsAll,
  openClusterIds: nobody,
  selectedIds: nobody,
  edgeId: null,
  activeId: null,
  askedId: null,
  isInspecting: false,
  isListing: false,
  isHelpOpen: false,
  path: null,
  renamingId: null,
  relating: null,
  draftAt: null,
  dragged: nowhere,
  isFar: false,
  fitCount: 0,
  groupCount: 0,
  message: '',
};

export const useSystemStore = create<SystemState>(() => fresh);

/** What was chosen in one project means nothing in another. */
export function openSystem(projectId: string): void {
  useSystemStore.setState({ ...fresh, projectId });
}

export function changeSystem(change: Partial<Omit<SystemState, 'projectId'>>): void {
  useSystemStore.setState(change);
}

/** Chooses one node, for the keyboard too. */
export function chooseNode(id: string): void {
  useSystemStore.setState({ selectedIds: new Set([id]), activeId: id, edgeId: null });
}

export function chooseNodes(ids: ReadonlySet<string>): void {
  useSystemStore.setState({ selectedIds: ids, edgeId: null });
}

export function chooseEdge(edgeId: string): void {
  useSystemStore.setState({ edgeId, selectedIds: nobody });
}

export function chooseNothing(): void {
  useSystemStore.setState({ edgeId: null, selectedIds: nobody });
}

/** Brings a node on screen with the focus on it, as soon as it is drawn. */
export function askFor(id: string): void {
  useSystemStore.setState({ askedId: id, activeId: id, selectedIds: new Set([id]), edgeId: null });
}

export function toggleCluster(id: string): void {
  const { openClusterIds } = useSystemStore.getState();
  const next = new Set(openClusterIds);
  if (!next.delete(id)) next.add(id);
  useSystemStore.setState({ openClusterIds: next });
}

export function openCluster(id: string): void {
  useSystemStore.setState(({ openClusterIds }) => ({ openClusterIds: new Set([...openClusterIds, id]) }));
}

export function dropDragged(): void {
  useSystemStore.setState({ dragged: nowhere });
}

/** Said by screen readers. The same sentence twice is said twice. */
export function saySystem(message: string): void {
  const { message: before } = useSystemStore.getState();
  useSystemStore.setState({ message: before === message ? `${message}\u00A0` : message });
}
