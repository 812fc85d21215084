import { lazy } from 'react';
import type { ComponentType } from 'react';
import { BookOpenText, CircleDashed, MessageSquare, Settings2 } from 'lucide-react';
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
    id: 'guide',
    label: 'Objects',
    icon: BookOpenText,
    View: lazy(async () => ({ default: (await import('./guide-view.tsx')).GuideView })),
  },
  {
    id: 'gaps',
    label: 'Gaps',
    icon: CircleDashed,
    View: lazy(async () => ({ default: (await import('./gaps-view.tsx')).GapsView })),
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
