import '../nested-matrix/matrix-view.css';
import '../project/palette.css';
import '../../presence/presence.css';
import './system-view.css';

import { ReactFlowProvider } from '@xyflow/react';
import { Waypoints } from 'lucide-react';
import { useEffect, useMemo } from 'react';

import { showsAll } from '#shared/matrix/system/system-scene.ts';

import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Loading } from '../../ui/loading.tsx';
import { useAppInfo } from '../../workspaces/use-app-info.ts';
import { FirstObjects } from '../first-objects.tsx';
import type { MatrixScope } from '../nested-matrix/matrix-actions.ts';
import { editPresence, movePresence } from '../../presence/presence.ts';
import type { ProjectViewProps } from '../project-views.ts';
import { SystemCanvas } from './system-canvas.tsx';
import { SystemHelp } from './system-help.tsx';
import { SystemInspector } from './system-inspector.tsx';
import { SystemList } from './system-list.tsx';
import { SystemPathBar } from './system-path-bar.tsx';
import { boxesOf } from './system-stage.ts';
import { changeSystem, openSystem, useSystemStore } from './system-store.ts';
import { SystemToolbar } from './system-toolbar.tsx';
import { useMayEdit } from '../use-project.ts';
import { useSystemStage } from './use-system-stage.ts';
import { useSystemSubject } from './use-system-subject.ts';

const noLines: MatrixScope['lines'] = { objects: [], indexes: [], lineById: new Map() };

/** The system model: objects and how they are related, as a picture that arranges itself. */
export function SystemView({ project, model, subject }: ProjectViewProps) {
  openOnce(project.id);
  const { userId } = useAppInfo();
  const mayEdit = useMayEdit(project);
  const scope: MatrixScope = useMemo(
    () => ({ project, model, lines: noLines, isTransposed: false, userId, mayEdit }),
    [project, model, userId, mayEdit],
  );
  const stage = useSystemStage(project.id, model);
  const boxes = useMemo(() => boxesOf(stage.spots ?? new Map()), [stage.spots]);
  const isListing = useSystemStore((state) => state.isListing);
  const isInspecting = useSystemStore((state) => state.isInspecting);
  const path = useSystemStore((state) => state.path);
  useSystemPresence(project.id);
  useSystemSubject({ model, stage, subject });
  if (model.objects.length === 0)
    return (
      <FirstObjects
        scope={scope}
        icon={Waypoints}
        title="The system model begins with objects"
        action="Add to the system model"
      />
    );
  return (
    <ReactFlowProvider>
      <div className="system">
        <SystemToolbar scope={scope} stage={stage} boxes={boxes} />
        {path === null ? null : <SystemPathBar scope={scope} stage={stage} path={path} />}
        <div className="system-body">
          {stage.scene.nodes.length === 0 ? (
            <EmptyState
              icon={Waypoints}
              title="No object fits the filter"
              actions={<Button onClick={() => changeSystem({ filter: showsAll })}>Show all objects</Button>}
            >
              Choose other types, phases or states, or show all.
            </EmptyState>
          ) : isListing ? (
            <SystemList scope={scope} scene={stage.scene} />
          ) : stage.spots === undefined ? (
            <div className="system-canvas">
              <Loading label="Arranging the objects" lines={10} />
            </div>
          ) : (
            <SystemCanvas scope={scope} stage={stage} boxes={boxes} />
          )}
          {isInspecting ? <SystemInspector scope={scope} /> : null}
        </div>
        <SystemHelp />
        <Announcements />
      </div>
    </ReactFlowProvider>
  );
}

/** Before anything reads the store: what was chosen in another project must not be painted for a frame. */
function openOnce(projectId: string): void {
  if (useSystemStore.getState().projectId !== projectId) openSystem(projectId);
}

/** Tells the others which object this window is at. */
function useSystemPresence(projectId: string): void {
  const edgeId = useSystemStore((state) => state.edgeId);
  const objectId = useSystemStore(({ selectedIds, activeId }) => [...selectedIds].at(-1) ?? activeId);
  const renamingId = useSystemStore((state) => state.renamingId);
  useEffect(() => {
    const id = edgeId ?? objectId;
    const kind = id === null ? null : edgeId === null ? 'object' : 'relationship';
    movePresence(projectId, { view: 'system', kind, id });
  }, [projectId, edgeId, objectId]);
  useEffect(() => {
    editPresence(projectId, renamingId);
    return () => editPresence(projectId, null);
  }, [projectId, renamingId]);
}

function Announcements() {
  const message = useSystemStore((state) => state.message);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {message}
    </div>
  );
}
