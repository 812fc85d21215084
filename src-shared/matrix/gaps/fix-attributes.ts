import { attributesNamedAs, objectNamedAs, usualType } from './gap-attributes.ts';
import { choiceIn, listIn, optionsOf, textIn } from './gap-fix.ts';
import type { EditsFix, FixDeps, GapFix } from './gap-fix.ts';
import { objectName } from './gap-texts.ts';
import type { Gap } from './gap.ts';
import { attributeCategories, dataTypes } from '../attribute-entities.ts';
import type { AttributeRecord, DataType } from '../attribute-entities.ts';
import { pairKey } from '../matrix-keys.ts';
import { createEdit, patchEdit, removeEdit } from '../model-edits.ts';
import type { ModelPatch } from '../model-edits.ts';
import { newAttribute, newRelationship, rankAfter } from '../new-records.ts';
import { newRelationshipId } from '../pair-relationship.ts';
import { noRules, rulesByType, validationProblems } from '../validation-rules.ts';

/** Fixes of A1 to A6. */
export function fixAttribute(deps: FixDeps, { code, id }: Gap): readonly GapFix[] {
  if (code === 'A1') return [newAttributeFix(deps, id)];
  if (code === 'A2') return coreFixes(deps, id);
  const attribute = deps.model.tables.attribute.get(id);
  if (attribute === undefined) return [];
  const { name } = attribute;
  const remove: EditsFix = {
    kind: 'edits',
    label: 'Delete it',
    undoLabel: `Delete the attribute ${name}`,
    edits: [removeEdit('attribute', id)],
  };
  if (code === 'A3') return [usedInFix(attribute), remove];
  if (code === 'A4') {
    const asText = patchFix(attribute, 'It is a text', `${name} is a text`, retyped(attribute, 'string'));
    return [valuesFix(attribute), asText];
  }
  if (code === 'A5') {
    const usual = usualType(attributesNamedAs(deps.model, attribute));
    if (usual === undefined) return [];
    const change = patchFix(attribute, `Make it ${usual}`, `${name} is of type ${usual}`, retyped(attribute, usual));
    return [change, renameFix(attribute)];
  }
  return code === 'A6' ? relationshipFixes(deps, attribute) : [];
}

type Patch = ModelPatch<'attribute'>;

function patchFix({ id }: AttributeRecord, label: string, undoLabel: string, patch: Patch): EditsFix {
  return { kind: 'edits', label, undoLabel, edits: [patchEdit('attribute', id, patch)] };
}

function newAttributeFix({ model, newId }: FixDeps, objectId: string): GapFix {
  const types = optionsOf(dataTypes);
  return {
    kind: 'form',
    label: 'Add an attribute',
    undoLabel: `Add an attribute to ${objectName(model, objectId)}`,
    fields: [
      { name: 'name', label: 'Name', control: 'line', value: '', isNeeded: true },
      { name: 'dataType', label: 'Type', control: 'choice', options: types, value: 'string' },
      {
        name: 'category',
        label: 'Category',
        control: 'choice',
        options: optionsOf(attributeCategories),
        value: 'core',
      },
    ],
    toEdits: (values) => {
      const rank = rankAfter(model.attributesByObject.get(objectId) ?? []);
      return [
        createEdit('attribute', newId(), {
          ...newAttribute({ objectId, name: textIn(values, 'name'), rank }),
          dataType: choiceIn(values, 'dataType', dataTypes) ?? 'string',
          category: choiceIn(values, 'category', attributeCategories) ?? 'core',
        }),
      ];
    },
  };
}

function coreFixes({ model }: FixDeps, objectId: string): readonly EditsFix[] {
  return (model.attributesByObject.get(objectId) ?? []).map((attribute) =>
    patchFix(attribute, `"${attribute.name}" is core content`, `${attribute.name} is core content`, {
      category: 'core',
    }),
  );
}

function usedInFix({ id, name, usedIn }: AttributeRecord): GapFix {
  return {
    kind: 'form',
    label: 'Say where',
    undoLabel: `Where ${name} is used`,
    fields: [
      {
        name: 'usedIn',
        label: `Where is ${name} shown or used?`,
        control: 'list',
        value: usedIn,
        placeholder: 'card, list, report',
        isNeeded: true,
      },
    ],
    toEdits: (values) => [patchEdit('attribute', id, { usedIn: listIn(values, 'usedIn') })],
  };
}

function valuesFix(attribute: AttributeRecord): GapFix {
  const { id, name, validationRules, defaultValue } = attribute;
  return {
    kind: 'form',
    label: 'Add values',
    undoLabel: `Values of ${name}`,
    fields: [
      {
        name: 'values',
        label: `Which values has ${name}?`,
        control: 'list',
        // The default must be one of them, so it is there already.
        value: defaultValue === null || defaultValue === '' ? [] : [defaultValue],
        isNeeded: true,
      },
    ],
    toEdits: (values) => {
      const rules = { ...validationRules, values: listIn(values, 'values') };
      return [patchEdit('attribute', id, { validationRules: rules, ...fittingDefault(attribute, 'enum', rules) })];
    },
  };
}

function renameFix({ id, name }: AttributeRecord): GapFix {
  return {
    kind: 'form',
    label: 'Rename',
    undoLabel: `Rename ${name}`,
    fields: [{ name: 'name', label: 'Name', control: 'line', value: name, isNeeded: true }],
    toEdits: (values) => [patchEdit('attribute', id, { name: textIn(values, 'name') })],
  };
}

/** The patch that makes it another type: of its rules, and its default, what the new type knows. */
export function retyped(attribute: AttributeRecord, dataType: DataType): Patch {
  const known: readonly string[] = rulesByType[dataType];
  const entries = Object.entries(attribute.validationRules).filter(([rule]) => known.includes(rule));
  const rules = Object.fromEntries(entries);
  // A bound may read as none of the new type: then no bound is kept.
  const validationRules = validationProblems(dataType, rules, null).length === 0 ? rules : noRules;
  return { dataType, validationRules, ...fittingDefault(attribute, dataType, validationRules) };
}

function fittingDefault(
  { defaultValue }: AttributeRecord,
  dataType: DataType,
  rules: AttributeRecord['validationRules'],
): Patch {
  return validationProblems(dataType, rules, defaultValue).length === 0 ? {} : { defaultValue: null };
}

function relationshipFixes(deps: FixDeps, attribute: AttributeRecord): readonly GapFix[] {
  const { model } = deps;
  const { id, name, objectId } = attribute;
  const namedId = objectNamedAs(model, attribute);
  if (namedId === undefined) return [];
  const isRelated = model.relationshipsByPair.has(pairKey(objectId, namedId));
  const relationship = newRelationship({ sourceObjectId: objectId, targetObjectId: namedId });
  const related = isRelated
    ? []
    : [createEdit('relationship', newRelationshipId(deps, [objectId, namedId]), relationship)];
  const reference = { dataType: 'reference', validationRules: { objectId: namedId }, defaultValue: null } as const;
  return [
    {
      kind: 'edits',
      label: isRelated ? 'The relationship says it' : 'Make it a relationship',
      undoLabel: `${name} is a relationship`,
      edits: [removeEdit('attribute', id), ...related],
    },
    patchFix(attribute, 'Make it a reference', `${name} is a reference to ${objectName(model, namedId)}`, reference),
  ];
}
