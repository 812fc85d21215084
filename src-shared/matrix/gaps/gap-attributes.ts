/* The checks of the attributes' round: A1 to A6. */
import type { AddGap } from './gap.ts';
import { comparable, titlesOf } from './gap-objects.ts';
import type { AttributeRecord, DataType } from '../attribute-entities.ts';
import type { ModelIndex } from '../model-index.ts';
import type { ProjectModel } from '../project-model.ts';

export function checkAttributes(index: ModelIndex, add: AddGap): void {
  const { model, objects } = index;
  const objectTitles = new Map(objects.flatMap((object) => titlesOf(object).map((title) => [title, object.id])));
  const visible = visibleAttributes(model);
  const byName = new Map<string, AttributeRecord[]>();
  for (const { id: objectId } of objects) {
    const attributes = model.attributesByObject.get(objectId) ?? [];
    if (attributes.length === 0) add('A1', objectId);
    else if (!attributes.some(({ category }) => category === 'core')) add('A2', objectId);
    for (const attribute of attributes) {
      const { id, name, dataType } = attribute;
      if (attribute.usedIn.length === 0 && !visible.has(id)) add('A3', id);
      if (dataType === 'enum' && (attribute.validationRules.values ?? []).length === 0) add('A4', id);
      const title = comparable(name);
      const named = objectTitles.get(title);
      if (named !== undefined && named !== objectId && dataType !== 'reference') add('A6', id);
      const same = byName.get(title);
      if (same === undefined) byName.set(title, [attribute]);
      else same.push(attribute);
    }
  }
  for (const same of byName.values()) {
    if (same.every(({ dataType }) => dataType === same[0]?.dataType)) continue;
    const usual = usualType(same);
    for (const { id, dataType } of same) if (dataType !== usual) add('A5', id);
  }
}

/** What shows in a context of the shapeshifter is used there. */
function visibleAttributes({ tables }: ProjectModel): ReadonlySet<string> {
  const visible = new Set<string>();
  for (const { subjectId, isVisible } of tables.contextVisibility.values()) if (isVisible) visible.add(subjectId);
  return visible;
}

/** The type that most attributes of a name have; of equally many the one that comes first in the matrix. */
export function usualType(same: readonly AttributeRecord[]): DataType | undefined {
  const counts = new Map<DataType, number>();
  for (const { dataType } of same) counts.set(dataType, (counts.get(dataType) ?? 0) + 1);
  let usual: DataType | undefined;
  for (const [dataType, count] of counts)
    if (count > (usual === undefined ? 0 : (counts.get(usual) ?? 0))) usual = dataType;
  return usual;
}

/** Attributes of other objects that carry the same name, in the order of the matrix, this one among them. */
export function attributesNamedAs(model: ProjectModel, attribute: AttributeRecord): readonly AttributeRecord[] {
  const title = comparable(attribute.name);
  return model.objects.flatMap(({ id }) =>
    (model.attributesByObject.get(id) ?? []).filter(({ name }) => comparable(name) === title),
  );
}

/** The object whose name or synonym an attribute has; undefined where there is none, or it is the attribute's own. */
export function objectNamedAs(model: ProjectModel, attribute: AttributeRecord): string | undefined {
  const title = comparable(attribute.name);
  return model.objects.find((object) => object.id !== attribute.objectId && titlesOf(object).includes(title))?.id;
}
