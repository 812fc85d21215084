import { addCta, copyCta, dropCta, giveRole, moveCta } from '#shared/matrix/ctas/cta-edits.ts';
import type { CtaPlace } from '#shared/matrix/ctas/cta-edits.ts';
import { isSameName } from '#shared/matrix/ctas/cta-rules.ts';
import type { CtaRecord } from '#shared/matrix/cta-entities.ts';
import { patchEdit, removeEdit } from '#shared/matrix/model-edits.ts';
import type { ModelPatch } from '#shared/matrix/model-edits.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { newId } from '../new-id.ts';
import { editProject, getProjectModel } from '../use-project.ts';

/** What was done, to be announced; null where there was nothing to do. */
export type Done = string | null;

export function placeName(model: ProjectModel, { objectId, roleId }: CtaPlace): string {
  const object = model.tables.object.get(objectId)?.name ?? '';
  return `${object}, ${roleName(model, roleId)}`;
}

export function roleName(model: ProjectModel, roleId: string | null): string {
  return roleId === null ? 'no role' : (model.tables.projectRole.get(roleId)?.name ?? '');
}

/** A name that the object has already is the same call to action, shared with one role more. */
export function typeCta(
  projectId: string,
  place: CtaPlace,
  typed: string,
): { readonly id: string; readonly done: Done } {
  const model = getProjectModel(projectId);
  const name = typed.trim();
  const same = (model.ctasByObject.get(place.objectId) ?? []).find((cta) => isSameName(cta.name, name));
  if (same !== undefined) return { id: same.id, done: shareCta(projectId, same, place.roleId) };
  const id = newId();
  void editProject(projectId, addCta(model, place, name, id), { label: `Add ${name}` });
  return { id, done: `${name} added to ${placeName(model, place)}` };
}

export function shareCta(projectId: string, cta: CtaRecord, roleId: string | null): Done {
  const model = getProjectModel(projectId);
  const edits = giveRole(model, cta.id, roleId);
  const role = roleName(model, roleId);
  if (edits.length === 0) return `${cta.name} is there already`;
  void editProject(projectId, edits, { label: `Share ${cta.name} with ${role}` });
  return `${cta.name} is shared with ${role}`;
}

export type CtaMove = { readonly cta: CtaRecord; readonly from: CtaPlace; readonly to: CtaPlace };

export function moveCtaTo(projectId: string, { cta, from, to }: CtaMove): Done {
  const model = getProjectModel(projectId);
  const edits = moveCta(model, cta, from, to);
  if (edits.length === 0) return null;
  void editProject(projectId, edits, { label: `Move ${cta.name}` });
  return `${cta.name} moved to ${placeName(model, to)}`;
}

export function copyCtaTo(
  projectId: string,
  { cta, to }: Omit<CtaMove, 'from'>,
): { readonly id: string; readonly done: Done } {
  const model = getProjectModel(projectId);
  const id = cta.objectId === to.objectId ? cta.id : newId();
  const edits = copyCta(model, cta, to, id);
  if (edits.length === 0) return { id: cta.id, done: `${cta.name} is there already` };
  void editProject(projectId, edits, { label: `Copy ${cta.name}` });
  return { id, done: `${cta.name} copied to ${placeName(model, to)}` };
}

export function dropCtaFrom(projectId: string, cta: CtaRecord, from: CtaPlace): Done {
  const model = getProjectModel(projectId);
  const edits = dropCta(model, cta, from);
  const isWhole = edits.some(({ entity }) => entity === 'cta');
  const role = roleName(model, from.roleId);
  const label = isWhole ? `Delete ${cta.name}` : `Take ${cta.name} from ${role}`;
  void editProject(projectId, edits, { label });
  return isWhole ? `${cta.name} deleted` : `${cta.name} is no longer for ${role}`;
}

export function deleteCta(projectId: string, cta: CtaRecord): void {
  void editProject(projectId, [removeEdit('cta', cta.id)], { label: `Delete ${cta.name}` });
}

export function patchCta(cta: CtaRecord, patch: ModelPatch<'cta'>, undoGroup?: string): void {
  const label = typeof patch.name === 'string' ? `Rename ${cta.name} to ${patch.name}` : `Change ${cta.name}`;
  const options = undoGroup === undefined ? { label } : { label, undoGroup };
  void editProject(cta.projectId, [patchEdit('cta', cta.id, patch)], options);
}
