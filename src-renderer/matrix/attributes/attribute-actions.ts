import type { AttributeRecord } from '#shared/matrix/attribute-entities.ts';
import { createEdit, patchEdit, removeEdit } from '#shared/matrix/model-edits.ts';
import type { ModelPatch } from '#shared/matrix/model-edits.ts';
import { newAttribute } from '#shared/matrix/new-records.ts';
import type { CardPlace } from '#shared/matrix/attributes/attribute-moves.ts';
import { placeAttribute, rankForAdded } from '#shared/matrix/attributes/attribute-moves.ts';

import { newId } from '../new-id.ts';
import { editProject, getProjectModel } from '../use-project.ts';

export function patchAttribute(attribute: AttributeRecord, patch: ModelPatch<'attribute'>, undoGroup?: string): void {
  const label =
    typeof patch.name === 'string' ? `Rename ${attribute.name} to ${patch.name}` : `Change ${attribute.name}`;
  const options = undoGroup === undefined ? { label } : { label, undoGroup };
  void editProject(attribute.projectId, [patchEdit('attribute', attribute.id, patch)], options);
}

export function deleteAttribute(attribute: AttributeRecord): void {
  const edits = [removeEdit('attribute', attribute.id)];
  void editProject(attribute.projectId, edits, { label: `Delete ${attribute.name}` });
}

/** Behind the others of its category. */
export function typeAttribute(
  projectId: string,
  { objectId, category }: Pick<AttributeRecord, 'objectId' | 'category'>,
  typed: string,
): string {
  const model = getProjectModel(projectId);
  const name = typed.trim();
  const id = newId();
  const rank = rankForAdded(model.attributesByObject.get(objectId) ?? [], category);
  const draft = { ...newAttribute({ objectId, name, rank }), category };
  void editProject(projectId, [createEdit('attribute', id, draft)], { label: `Add ${name}` });
  return id;
}

/** Answers what was done, to be announced; null where it is there already. */
export function moveAttribute(attribute: AttributeRecord, to: CardPlace): string | null {
  const model = getProjectModel(attribute.projectId);
  const edit = placeAttribute(model, attribute, to);
  if (edit === null) return null;
  void editProject(attribute.projectId, [edit], { label: `Move ${attribute.name}` });
  const object = model.tables.object.get(to.objectId)?.name ?? '';
  return `${attribute.name}: ${object}, ${to.category === 'core' ? 'core content' : 'metadata'}, place ${String(to.index + 1)}`;
}
