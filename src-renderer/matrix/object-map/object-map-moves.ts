import type { CtaRecord } from '#shared/matrix/cta-entities.ts';
import type { ObjectRecord } from '#shared/matrix/object-entities.ts';
import { patchEdit } from '#shared/matrix/model-edits.ts';
import { rankAt } from '#shared/matrix/new-records.ts';

import { editProject, getProjectModel } from '../use-project.ts';

/** Among the object's calls to action, counted without the one that moves. Answers what was done; null where it is there. */
export function moveCtaCard(cta: CtaRecord, to: { readonly objectId: string; readonly index: number }): string | null {
  const model = getProjectModel(cta.projectId);
  const own = model.ctasByObject.get(to.objectId) ?? [];
  const others = own.filter(({ id }) => id !== cta.id);
  const at = Math.max(0, Math.min(others.length, to.index));
  if (cta.objectId === to.objectId && own.findIndex(({ id }) => id === cta.id) === at) return null;
  const edits = [patchEdit('cta', cta.id, { objectId: to.objectId, rank: rankAt(others, at) })];
  void editProject(cta.projectId, edits, { label: `Move ${cta.name}` });
  return `${cta.name}: ${model.tables.object.get(to.objectId)?.name ?? ''}, place ${String(at + 1)}`;
}

/** By so many columns, in the one order that rows and columns of every view share. */
export function moveObject(projectId: string, object: ObjectRecord, by: number): string | null {
  const { objects } = getProjectModel(projectId);
  const from = objects.findIndex(({ id }) => id === object.id);
  const others = objects.filter(({ id }) => id !== object.id);
  const at = Math.max(0, Math.min(others.length, from + by));
  if (from === -1 || at === from) return null;
  const edits = [patchEdit('object', object.id, { rank: rankAt(others, at) })];
  void editProject(projectId, edits, { label: `Move ${object.name}` });
  return `${object.name} is column ${String(at + 1)} of ${String(objects.length)}`;
}
