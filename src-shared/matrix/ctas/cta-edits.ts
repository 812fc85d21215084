/*
 * What typing, dragging and copying in the matrix of calls to action mean: a call to action stands in the cell of its object and
 * of each of its roles, and in the column without a role while it has none.
 */
import { ctaKindOf } from './cta-rules.ts';
import type { CtaRecord } from '../cta-entities.ts';
import { ctaRoleId } from '../matrix-keys.ts';
import { createEdit, patchEdit, removeEdit } from '../model-edits.ts';
import type { ModelEdit } from '../model-edits.ts';
import { newCta, rankAfter } from '../new-records.ts';
import type { ProjectModel } from '../project-model.ts';

/** `roleId` is null for the column without a role. */
export type CtaPlace = { readonly objectId: string; readonly roleId: string | null };

/** A new one behind the object's others. Its kind is what the verb suggests. */
export function addCta(model: ProjectModel, place: CtaPlace, name: string, id: string): readonly ModelEdit[] {
  const rank = rankAfter(model.ctasByObject.get(place.objectId) ?? []);
  const draft = newCta({ objectId: place.objectId, name, rank });
  return [createEdit('cta', id, { ...draft, kind: ctaKindOf(name) }), ...giveRole(model, id, place.roleId)];
}

/** One call to action of several roles. Nothing where the role has it, or is none. */
export function giveRole(model: ProjectModel, ctaId: string, roleId: string | null): readonly ModelEdit[] {
  if (roleId === null || model.roleIdsByCta.get(ctaId)?.has(roleId) === true) return [];
  return [createEdit('ctaRole', ctaRoleId(ctaId, roleId), { ctaId, projectRoleId: roleId })];
}

export function takeRole(model: ProjectModel, ctaId: string, roleId: string | null): readonly ModelEdit[] {
  if (roleId === null || model.roleIdsByCta.get(ctaId)?.has(roleId) !== true) return [];
  return [removeEdit('ctaRole', ctaRoleId(ctaId, roleId))];
}

/** From one role to another it changes hands; to another object it goes with all its other roles, behind what is there. */
export function moveCta(model: ProjectModel, cta: CtaRecord, from: CtaPlace, to: CtaPlace): readonly ModelEdit[] {
  const isOtherObject = cta.objectId !== to.objectId;
  const isOtherRole = from.roleId !== to.roleId;
  const rank = rankAfter(model.ctasByObject.get(to.objectId) ?? []);
  return [
    ...(isOtherObject ? [patchEdit('cta', cta.id, { objectId: to.objectId, rank })] : []),
    ...(isOtherRole ? takeRole(model, cta.id, from.roleId) : []),
    ...(isOtherRole ? giveRole(model, cta.id, to.roleId) : []),
  ];
}

/** Within its object a copy is the same call to action for one role more; for another object it is a new one. */
export function copyCta(model: ProjectModel, cta: CtaRecord, to: CtaPlace, id: string): readonly ModelEdit[] {
  if (cta.objectId === to.objectId) return giveRole(model, cta.id, to.roleId);
  const { name, description, priority, tier, kind, condition, phase, place } = cta;
  const { userStory, acceptanceCriteria, functionId, metadata } = cta;
  const rank = rankAfter(model.ctasByObject.get(to.objectId) ?? []);
  const fields = { name, description, priority, tier, kind, condition, phase, place, userStory, acceptanceCriteria };
  return [
    createEdit('cta', id, { ...fields, functionId, metadata, objectId: to.objectId, rank }),
    ...giveRole(model, id, to.roleId),
  ];
}

/** Out of a cell: from the role that has it among others, else away altogether. */
export function dropCta(model: ProjectModel, cta: CtaRecord, from: CtaPlace): readonly ModelEdit[] {
  const roles = model.roleIdsByCta.get(cta.id);
  return roles !== undefined && roles.size > 1 && from.roleId !== null
    ? takeRole(model, cta.id, from.roleId)
    : [removeEdit('cta', cta.id)];
}
