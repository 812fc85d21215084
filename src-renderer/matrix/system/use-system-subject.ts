import { useEffect, useEffectEvent } from 'react';

import type { ProjectModel } from '#shared/matrix/project-model.ts';
import { showsAll } from '#shared/matrix/system/system-scene.ts';

import type { ViewSubject } from '../subject-address.ts';
import { askFor, changeSystem, chooseEdge, openCluster } from './system-store.ts';
import type { SystemStage } from './use-system-stage.ts';

export type SystemSubjectInput = {
  readonly model: ProjectModel;
  readonly stage: SystemStage;
  readonly subject: ViewSubject | undefined;
};

/** Brings what the address names on screen, with its details beside it. */
export function useSystemSubject({ model, stage, subject }: SystemSubjectInput): void {
  const show = useEffectEvent(({ kind, id }: ViewSubject): void => {
    const relationship = kind === 'relationship' ? model.tables.relationship.get(id) : undefined;
    const objectId = relationship?.sourceObjectId ?? (kind === 'object' ? id : id.split(/[:>]/)[0]);
    if (objectId === undefined || !model.objectIndexById.has(objectId)) return;
    showObject(stage, objectId);
    if (relationship !== undefined) chooseEdge(relationship.id);
    changeSystem({ isInspecting: true });
  });
  useEffect(() => {
    if (subject !== undefined) show(subject);
  }, [subject]);
}

/** Brings an object on screen, whatever is shown now: its cluster is opened, a neighbourhood without it becomes its own. */
export function showObject({ scene, mode, clusters }: SystemStage, objectId: string): void {
  const isShown = scene.nodes.some(({ id }) => id === objectId);
  if (!isShown) {
    changeSystem({ filter: showsAll });
    const clusterId = clusters?.clusterIdByObject.get(objectId);
    if (mode.kind === 'near') changeSystem({ mode: { ...mode, objectId } });
    else if (clusterId !== undefined) openCluster(clusterId);
  }
  changeSystem({ isListing: false });
  askFor(objectId);
}
