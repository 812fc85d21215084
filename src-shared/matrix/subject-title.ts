import type { SubjectKind } from './question-entities.ts';
import type { ProjectModel } from './project-model.ts';

/** What a question or a comment is about, as a person reads it; undefined when it is not in the model any more. */
export function subjectTitle(
  { tables }: Pick<ProjectModel, 'tables'>,
  kind: SubjectKind,
  id: string,
): string | undefined {
  const objectName = (objectId: string | undefined): string | undefined => tables.object.get(objectId ?? '')?.name;
  switch (kind) {
    case 'project':
      return 'The project';
    case 'object':
      return objectName(id);
    case 'role':
      return tables.projectRole.get(id)?.name;
    case 'pair':
    case 'cell': {
      const [row, column] = id.split(/[:>]/).map(objectName);
      if (row === undefined || column === undefined) return undefined;
      return `${row} ${kind === 'cell' ? '→' : '–'} ${column}`;
    }
    case 'relationship': {
      const relationship = tables.relationship.get(id);
      const [source, target] = [objectName(relationship?.sourceObjectId), objectName(relationship?.targetObjectId)];
      if (relationship === undefined || source === undefined || target === undefined) return undefined;
      return `${source} ${relationship.description === '' ? '→' : relationship.description} ${target}`;
    }
    case 'cta': {
      const cta = tables.cta.get(id);
      return cta === undefined ? undefined : `${cta.name} (${objectName(cta.objectId) ?? 'no object'})`;
    }
    case 'attribute': {
      const attribute = tables.attribute.get(id);
      return attribute === undefined
        ? undefined
        : `${objectName(attribute.objectId) ?? 'no object'}: ${attribute.name}`;
    }
  }
}
