import { choiceIn, optionsOf, textIn } from './gap-fix.ts';
import type { EditsFix, FixDeps, FixField, FixValues, GapFix } from './gap-fix.ts';
import { contradictingEnds } from './gap-contradictions.ts';
import { isShown } from './gap-relationships.ts';
import { endsText, objectName, relationshipTitle } from './gap-texts.ts';
import type { Gap } from './gap.ts';
import { junctionRefactor } from './junction-edits.ts';
import { dependencies, ends, nestings } from '../object-entities.ts';
import type { RelationshipRecord } from '../object-entities.ts';
import { sideFields } from '../cells/cell-state.ts';
import type { Side } from '../cells/cell-state.ts';
import { openFields } from '../cells/mcsfd.ts';
import type { OpenField } from '../cells/mcsfd.ts';
import { patchEdit, removeEdit } from '../model-edits.ts';
import type { ModelPatch } from '../model-edits.ts';

/** Fixes of what is said of one relationship: R2 to R6 and R10 to R13. */
export function fixRelationship(deps: FixDeps, gap: Gap): readonly GapFix[] {
  const relationship = deps.model.tables.relationship.get(gap.id);
  if (relationship === undefined) return [];
  switch (gap.code) {
    case 'R2':
      return [endsFix(deps, relationship)];
    case 'R3':
      return [nestingFix(deps, relationship)];
    case 'R4': {
      const { name, edits } = junctionRefactor(deps, relationship);
      return [{ kind: 'edits', label: `Make the object "${name}"`, undoLabel: `Make the junction ${name}`, edits }];
    }
    case 'R5':
      return [answersFix(deps, relationship)];
    case 'R6':
      return cascadeFixes(deps, relationship, gap.also === 'target' ? 'target' : 'source');
    case 'R10':
      return twinFixes(deps, relationship, gap.also);
    case 'R11': {
      const title = relationshipTitle(deps.model, gap.id);
      const patch = { relationshipType: 'references' } as const;
      return [
        patchFix(relationship, 'It only references', `${title} only references it`, patch),
        {
          kind: 'edits',
          label: 'Delete it',
          undoLabel: `Delete ${title}`,
          edits: [removeEdit('relationship', gap.id)],
        },
      ];
    }
    case 'R12':
      return dependencyFixes(deps, relationship, gap.also);
    case 'R13': {
      // The edge of the circle leads to what the junction needs exactly one of.
      const end = sideFields[gap.also === 'target' ? 'target' : 'source'].end;
      const { model } = deps;
      const title = relationshipTitle(model, gap.id);
      return [patchFix(relationship, 'It can be without', `${title}: it can be without`, { [end]: '0..1' })];
    }
    default:
      return [];
  }
}

type Patch = ModelPatch<'relationship'>;

function patchFix({ id }: RelationshipRecord, label: string, undoLabel: string, patch: Patch): EditsFix {
  return { kind: 'edits', label, undoLabel, edits: [patchEdit('relationship', id, patch)] };
}

function namesOf(
  { model }: FixDeps,
  relationship: RelationshipRecord,
): { readonly source: string; readonly target: string } {
  return {
    source: objectName(model, relationship.sourceObjectId),
    target: objectName(model, relationship.targetObjectId),
  };
}

function endsFix(deps: FixDeps, relationship: RelationshipRecord): GapFix {
  const { source, target } = namesOf(deps, relationship);
  const options = optionsOf(ends);
  const all = [
    { name: 'targetEnd', label: `How many ${target} has one ${source}?` },
    { name: 'sourceEnd', label: `How many ${source} has one ${target}?` },
  ] as const;
  const missing = all.filter(({ name }) => relationship[name] === null);
  return {
    kind: 'form',
    label: 'Say how many',
    undoLabel: `Cardinality of ${relationshipTitle(deps.model, relationship.id)}`,
    fields: missing.map((field) => ({ ...field, control: 'choice', options, value: '', isNeeded: true })),
    toEdits: (values) => {
      const given = missing.map(({ name }) => [name, choiceIn(values, name, ends)]);
      const patch = Object.fromEntries(given.filter(([, end]) => end !== undefined));
      return [patchEdit('relationship', relationship.id, patch)];
    },
  };
}

function nestingFix(deps: FixDeps, relationship: RelationshipRecord): GapFix {
  const { source, target } = namesOf(deps, relationship);
  const isSourceShown = isShown(relationship.sourceNesting);
  const [page, other] = isSourceShown ? [target, source] : [source, target];
  const field = isSourceShown ? 'targetNesting' : 'sourceNesting';
  const shown = nestings.filter((nesting) => nesting !== 'none');
  return {
    kind: 'form',
    label: 'Show it there, too',
    undoLabel: `Show ${other} on the page of ${page}`,
    fields: [
      {
        name: 'nesting',
        label: `How does the page of ${page} show ${other}?`,
        control: 'choice',
        options: optionsOf(shown),
        value: 'link',
        isNeeded: true,
      },
    ],
    toEdits: (values) => [
      patchEdit('relationship', relationship.id, { [field]: choiceIn(values, 'nesting', shown) ?? 'link' }),
    ],
  };
}

function answersFix(deps: FixDeps, relationship: RelationshipRecord): GapFix {
  const names = namesOf(deps, relationship);
  const open = openFields(relationship);
  return {
    kind: 'form',
    label: 'Answer',
    undoLabel: `Answer what is open about ${relationshipTitle(deps.model, relationship.id)}`,
    fields: open.map((field) => answerField(field, names)),
    toEdits: (values) => [patchEdit('relationship', relationship.id, answersIn(values, open))],
  };
}

type Names = { readonly source: string; readonly target: string };

function answerField({ side, question, field }: OpenField, { source, target }: Names): FixField {
  const [page, other] = side === 'source' ? [source, target] : [target, source];
  const given = { name: field, value: '', isNeeded: true } as const;
  switch (question) {
    case 'nesting':
      return {
        ...given,
        label: `How does ${other} show on the page of ${page}?`,
        control: 'choice',
        options: optionsOf(nestings),
      };
    case 'navigates':
      return { ...given, label: `Can one go from ${page} to ${other}?`, control: 'choice', options: yesOrNo };
    case 'mechanics':
      return {
        ...given,
        label: `How does ${other} come to be on the page of ${page}?`,
        control: 'line',
        placeholder: 'added by hand',
      };
    case 'sort':
      return {
        ...given,
        label: `By what is ${other} sorted on the page of ${page}?`,
        control: 'line',
        placeholder: 'newest first',
      };
    case 'filter':
      return {
        ...given,
        label: `By what is ${other} filtered on the page of ${page}?`,
        control: 'line',
        placeholder: 'state; or none',
      };
    default: {
      const options = dependencies.map((value) => ({ value, label: dependencyLabels[value] }));
      return { ...given, label: `What happens to ${other} when ${page} is deleted?`, control: 'choice', options };
    }
  }
}

const yesOrNo = optionsOf(['yes', 'no']);

const dependencyLabels: { readonly [dependency in (typeof dependencies)[number]]: string } = {
  cascade: 'It is deleted, too',
  orphan: 'It stays, without it',
  block: 'Deleting is refused',
  none: 'Nothing',
};

function answersIn(values: FixValues, open: readonly OpenField[]): Patch {
  return Object.fromEntries(open.map(({ question, field }) => [field, answerIn(values, field, question)]));
}

function answerIn(values: FixValues, field: string, question: OpenField['question']): string | boolean | null {
  switch (question) {
    case 'nesting':
      return choiceIn(values, field, nestings) ?? null;
    case 'navigates':
      return textIn(values, field) === 'yes';
    case 'dependency':
      return choiceIn(values, field, dependencies) ?? null;
    default:
      return textIn(values, field);
  }
}

function cascadeFixes(deps: FixDeps, relationship: RelationshipRecord, side: Side): readonly GapFix[] {
  const { source, target } = namesOf(deps, relationship);
  const [page, other] = side === 'source' ? [source, target] : [target, source];
  const field = sideFields[side].dependency;
  return [
    patchFix(relationship, `${other} stays`, `${other} stays when ${page} is deleted`, { [field]: 'orphan' }),
    patchFix(relationship, 'Refuse to delete', `${other} blocks deleting ${page}`, { [field]: 'block' }),
  ];
}

function twinFixes({ model }: FixDeps, second: RelationshipRecord, firstId: string): readonly GapFix[] {
  const first = model.tables.relationship.get(firstId);
  const agreed = first === undefined ? null : contradictingEnds(first, second);
  const title = relationshipTitle(model, second.id);
  const remove = [removeEdit('relationship', second.id)];
  return [
    ...(agreed === null
      ? []
      : [patchFix(second, `Take ${endsText(model, firstId)}`, `Cardinality of ${title}`, agreed)]),
    { kind: 'edits', label: 'Delete the second', undoLabel: `Delete the second ${title}`, edits: remove },
  ];
}

function dependencyFixes(deps: FixDeps, relationship: RelationshipRecord, problem: string): readonly GapFix[] {
  const { source, target } = namesOf(deps, relationship);
  if (problem === 'both-block') {
    return [
      patchFix(relationship, `Deleting ${source} deletes ${target}`, `Deleting ${source} deletes ${target}`, {
        sourceDependency: 'cascade',
      }),
      patchFix(relationship, `Deleting ${target} deletes ${source}`, `Deleting ${target} deletes ${source}`, {
        targetDependency: 'cascade',
      }),
    ];
  }
  const isSource = problem === 'source-orphans';
  const [one, other] = isSource ? [source, target] : [target, source];
  const [end, dependency] = isSource
    ? (['sourceEnd', 'sourceDependency'] as const)
    : (['targetEnd', 'targetDependency'] as const);
  return [
    patchFix(relationship, `${other} can be without ${one}`, `${other} can be without ${one}`, { [end]: '0..1' }),
    patchFix(relationship, `${other} is deleted, too`, `Deleting ${one} deletes ${other}`, { [dependency]: 'cascade' }),
    patchFix(relationship, 'Refuse to delete', `${other} blocks deleting ${one}`, { [dependency]: 'block' }),
  ];
}
