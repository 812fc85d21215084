import { Boxes } from 'lucide-react';
import type { ReactNode } from 'react';

import type { ProjectRecord } from '#shared/matrix/project-entities.ts';

import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { goTo, projectPath } from '../workspaces/paths.ts';

export type ObjectsFirstProps = { readonly project: ProjectRecord; readonly children: ReactNode };

/** What a view shows that has nothing to show before there are objects; `children` say what it is for. */
export function ObjectsFirst({ project, children }: ObjectsFirstProps) {
  return (
    <EmptyState
      icon={Boxes}
      title="Objects come first"
      actions={
        <Button look="primary" onClick={() => goTo(projectPath(project.workspaceId, project.id, 'guide'))}>
          To the objects
        </Button>
      }
    >
      {children}
    </EmptyState>
  );
}
