import { lazy } from 'react';
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
  Pointer,
  Settings2,
  Waypoints,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';

import type { ProjectRecord } from '#shared/matrix/matrix-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

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
};

/** The views of a project, in the order in which a person goes through them. Each is loaded when it is opened. */
export const projectViews: readonly ProjectView[] = [
  {
    id: 'nouns',
    label: 'Nouns',
    icon: FileText,
    View: lazy(async () => ({ default: (await import('./foraging-view.tsx')).ForagingView })),
  },
  {
    id: 'guide',
    label: 'Objects',
    icon: BookOpenText,
    View: lazy(async () => ({ default: (await import('./guide-view.tsx')).GuideView })),
  },
  {
    id: 'matrix',
    label: 'Matrix',
    icon: Grid3x3,
    View: lazy(async () => ({ default: (await import('./matrix-view.tsx')).MatrixView })),
  },
  {
    id: 'system',
    label: 'System model',
    icon: Waypoints,
    View: lazy(async () => ({ default: (await import('./system-view.tsx')).SystemView })),
  },
  {
    id: 'ctas',
    label: 'Calls to action',
    icon: Pointer,
    View: lazy(async () => ({ default: (await import('./cta-matrix-view.tsx')).CtaMatrixView })),
  },
  {
    id: 'object-map',
    label: 'Object map',
    icon: Columns3,
    View: lazy(async () => ({ default: (await import('./object-map-view.tsx')).ObjectMapView })),
  },
  {
    id: 'shapeshifter',
    label: 'Shapeshifter',
    icon: Layers,
    View: lazy(async () => ({ default: (await import('./shapeshifter-view.tsx')).ShapeshifterView })),
  },
  {
    id: 'gaps',
    label: 'Gaps',
    icon: ListChecks,
    View: lazy(async () => ({ default: (await import('./gaps-view.tsx')).GapsView })),
  },
  {
    id: 'changes',
    label: 'Changes',
    icon: History,
    View: lazy(async () => ({ default: (await import('./changes-view.tsx')).ChangesView })),
  },
  {
    id: 'comments',
    label: 'Comments',
    icon: MessageSquare,
    View: lazy(async () => ({ default: (await import('./comments-view.tsx')).CommentsView })),
  },
  {
    id: 'settings',
    label: 'Settings',
    icon: Settings2,
    View: lazy(async () => ({ default: (await import('./project-settings-view.tsx')).ProjectSettingsView })),
  },
];
