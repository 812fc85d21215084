import type { ComponentType } from 'react';
import {
  BookOpenText,
  Columns3,
  FileText,
  Grid3x3,
  History,
  Layers,
  ListChecks,
  MessageSquare,
  Paperclip,
  Pointer,
  Settings2,
  Waypoints,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';

import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { loadAhead } from '../ui/load-ahead.tsx';
import type { ViewSubject } from './subject-address.ts';

export type ProjectViewProps = {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  /** What the address asks to be shown first (`?subject=kind:id`); a view brings it on screen and puts the focus there. */
  readonly subject?: ViewSubject | undefined;
};

export type ProjectView = {
  /** In the address. */
  readonly id: string;
  readonly label: string;
  readonly icon: LucideIcon;
  readonly View: ComponentType<ProjectViewProps>;
  /** See load-ahead.tsx. */
  readonly load: () => Promise<unknown>;
};

/** The views of a project, in the order in which a person goes through them. Each is loaded when it is about to be opened. */
export const projectViews: readonly ProjectView[] = [
  view(
    'nouns',
    { label: 'Nouns', icon: FileText },
    async () => (await import('./foraging/foraging-view.tsx')).ForagingView,
  ),
  view(
    'guide',
    { label: 'Objects', icon: BookOpenText },
    async () => (await import('./guide/guide-view.tsx')).GuideView,
  ),
  view(
    'matrix',
    { label: 'Matrix', icon: Grid3x3 },
    async () => (await import('./nested-matrix/matrix-view.tsx')).MatrixView,
  ),
  view(
    'system',
    { label: 'System model', icon: Waypoints },
    async () => (await import('./system/system-view.tsx')).SystemView,
  ),
  view(
    'ctas',
    { label: 'Calls to action', icon: Pointer },
    async () => (await import('./ctas/cta-matrix-view.tsx')).CtaMatrixView,
  ),
  view(
    'object-map',
    { label: 'Object map', icon: Columns3 },
    async () => (await import('./object-map/object-map-view.tsx')).ObjectMapView,
  ),
  view(
    'shapeshifter',
    { label: 'Shapeshifter', icon: Layers },
    async () => (await import('./shapeshifter/shapeshifter-view.tsx')).ShapeshifterView,
  ),
  view('files', { label: 'Files', icon: Paperclip }, async () => (await import('./files/files-view.tsx')).FilesView),
  view('gaps', { label: 'Gaps', icon: ListChecks }, async () => (await import('./gaps/gaps-view.tsx')).GapsView),
  view(
    'changes',
    { label: 'Changes', icon: History },
    async () => (await import('./changes/changes-view.tsx')).ChangesView,
  ),
  view(
    'comments',
    { label: 'Comments', icon: MessageSquare },
    async () => (await import('./comments/comments-view.tsx')).CommentsView,
  ),
  view(
    'settings',
    { label: 'Settings', icon: Settings2 },
    async () => (await import('./project/project-settings-view.tsx')).ProjectSettingsView,
  ),
];

function view(
  id: string,
  shown: Pick<ProjectView, 'label' | 'icon'>,
  read: () => Promise<ComponentType<ProjectViewProps>>,
): ProjectView {
  const { Component, load } = loadAhead(read);
  return { id, ...shown, View: Component, load };
}
