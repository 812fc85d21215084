import { clashingTitles, comparable, countTitles } from './gap-objects.ts';
import { listIn, textIn } from './gap-fix.ts';
import type { FixDeps, GapFix } from './gap-fix.ts';
import type { Gap } from './gap.ts';
import { relateFix } from './fix-pairs.ts';
import type { ObjectRecord } from '../object-entities.ts';
import { createEdit, patchEdit } from '../model-edits.ts';
import type { ModelEdit } from '../model-edits.ts';
import { newAttribute, rankAfter } from '../new-records.ts';

/** Fixes of O1 to O5. */
export function fixObject(deps: FixDeps, { code, id }: Gap): readonly GapFix[] {
  const object = deps.model.tables.object.get(id);
  if (object === undefined) return [];
  switch (code) {
    case 'O1':
      return [relateFix(deps, object)];
    case 'O2':
      return [definitionFix(object)];
    case 'O3':
      return [evidenceFix(deps, object)];
    case 'O4':
      return [...synonymFixes(deps, object), renameFix(object)];
    case 'O5':
      return [statesFix(object)];
    default:
      return [];
  }
}

function definitionFix({ id, name, description }: ObjectRecord): GapFix {
  return {
    kind: 'form',
    label: 'Define',
    undoLabel: `Define ${name}`,
    fields: [
      {
        name: 'description',
        label: `What is ${name}?`,
        control: 'text',
        value: description,
        placeholder: 'In a sentence that a newcomer understands',
        isNeeded: true,
      },
    ],
    toEdits: (values) => [patchEdit('object', id, { description: textIn(values, 'description') })],
  };
}

function evidenceFix({ model, newId }: FixDeps, object: ObjectRecord): GapFix {
  const { id, name } = object;
  const attributes = model.attributesByObject.get(id) ?? [];
  return {
    kind: 'form',
    label: 'Add evidence',
    undoLabel: `Add evidence of ${name}`,
    fields: [
      ...(attributes.length > 0
        ? []
        : [
            {
              name: 'attributes',
              label: 'Attributes (structure)',
              control: 'list',
              value: [],
              isNeeded: true,
            } as const,
          ]),
      { name: 'instances', label: 'Instances', control: 'list', value: object.instances, isNeeded: true },
      { name: 'purpose', label: 'Purpose', control: 'line', value: object.purpose, isNeeded: true },
    ],
    toEdits: (values) => [
      patchEdit('object', id, { instances: listIn(values, 'instances'), purpose: textIn(values, 'purpose') }),
      ...attributeEdits(id, listIn(values, 'attributes'), newId),
    ],
  };
}

/** New attributes one below the other, in an object that has none yet. */
function attributeEdits(objectId: string, names: readonly string[], newId: () => string): readonly ModelEdit[] {
  let rank: string | null = null;
  return names.map((name) => {
    rank = rankAfter(rank === null ? [] : [{ rank }]);
    return createEdit('attribute', newId(), newAttribute({ objectId, name, rank }));
  });
}

/** A synonym that is another object's name, or its synonym, can be left out at once. */
function synonymFixes({ model }: FixDeps, { id, name, synonyms, ...object }: ObjectRecord): readonly GapFix[] {
  const clashing = clashingTitles({ ...object, id, name, synonyms }, countTitles(model.objects));
  if (clashing.includes(comparable(name))) return [];
  const kept = synonyms.filter((synonym) => !clashing.includes(comparable(synonym)));
  const dropped = synonyms.filter((synonym) => clashing.includes(comparable(synonym)));
  const undoLabel = `Leave out the synonym ${dropped.join(', ')} of ${name}`;
  const edits = [patchEdit('object', id, { synonyms: kept })];
  return [{ kind: 'edits', label: `Leave out "${dropped.join('", "')}"`, undoLabel, edits }];
}

function renameFix({ id, name, synonyms }: ObjectRecord): GapFix {
  return {
    kind: 'form',
    label: 'Rename',
    undoLabel: `Rename ${name}`,
    fields: [
      { name: 'name', label: 'Name', control: 'line', value: name, isNeeded: true },
      { name: 'synonyms', label: 'Synonyms', control: 'list', value: synonyms },
    ],
    toEdits: (values) => [
      patchEdit('object', id, { name: textIn(values, 'name'), synonyms: listIn(values, 'synonyms') }),
    ],
  };
}

function statesFix({ id, name, states }: ObjectRecord): GapFix {
  return {
    kind: 'form',
    label: 'Add states',
    undoLabel: `Add states of ${name}`,
    fields: [
      {
        name: 'states',
        label: `In which states can ${name} be?`,
        control: 'list',
        value: states,
        placeholder: 'draft, active, closed',
        isNeeded: true,
      },
    ],
    toEdits: (values) => [patchEdit('object', id, { states: listIn(values, 'states') })],
  };
}
