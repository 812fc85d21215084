import type { AttributeRecord } from '#shared/matrix/attribute-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

/** As the object map shows them: objects in their order, of each core content before metadata, by rank. */
export function attributeOrder(model: ProjectModel): readonly AttributeRecord[] {
  return model.objects.flatMap(({ id }) => {
    const attributes = model.attributesByObject.get(id) ?? [];
    return [...attributes.filter(isCore), ...attributes.filter((attribute) => !isCore(attribute))];
  });
}

export function isCore({ category }: AttributeRecord): boolean {
  return category === 'core';
}

/** The id so many steps on from another; undefined beyond the ends, or where it is not in the list. */
export function nextOf(records: readonly { readonly id: string }[], id: string, step: number): string | undefined {
  const index = records.findIndex((record) => record.id === id);
  return index === -1 ? undefined : records[index + step]?.id;
}
