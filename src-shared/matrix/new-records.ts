/*
 * New records with every question open: what a view gives to `createEdit` beside what the person has typed.
 */
import { orderKeyBetween } from '../schema/order-key.ts';
import type { ModelDraft } from './model-edits.ts';
import { noRules } from './validation-rules.ts';

export function newObject(given: Pick<ModelDraft<'object'>, 'name' | 'rank' | 'createdBy'>): ModelDraft<'object'> {
  return {
    description: '',
    objectType: 'supporting',
    complexity: 'medium',
    instances: [],
    purpose: '',
    synonyms: [],
    states: [],
    phase: '',
    rejection: null,
    rejectionNote: '',
    metadata: {},
    ...given,
  };
}

export function newRelationship(
  given: Pick<ModelDraft<'relationship'>, 'sourceObjectId' | 'targetObjectId'>,
): ModelDraft<'relationship'> {
  return {
    relationshipType: 'has',
    sourceEnd: null,
    targetEnd: null,
    description: '',
    inverseLabel: '',
    sourceNesting: null,
    targetNesting: null,
    sourceNavigates: null,
    targetNavigates: null,
    sourceMechanics: '',
    targetMechanics: '',
    sourceSort: '',
    targetSort: '',
    sourceFilter: '',
    targetFilter: '',
    sourceDependency: null,
    targetDependency: null,
    phase: '',
    metadata: {},
    ...given,
  };
}

export function newRole(given: Pick<ModelDraft<'projectRole'>, 'name' | 'rank'>): ModelDraft<'projectRole'> {
  return { description: '', metadata: {}, ...given };
}

export function newCta(given: Pick<ModelDraft<'cta'>, 'objectId' | 'name' | 'rank'>): ModelDraft<'cta'> {
  return {
    description: '',
    priority: 'should',
    tier: 'secondary',
    kind: 'other',
    condition: '',
    phase: '',
    place: '',
    userStory: '',
    acceptanceCriteria: '',
    functionId: null,
    metadata: {},
    ...given,
  };
}

export function newAttribute(
  given: Pick<ModelDraft<'attribute'>, 'objectId' | 'name' | 'rank'>,
): ModelDraft<'attribute'> {
  return {
    dataType: 'string',
    isRequired: false,
    defaultValue: null,
    validationRules: noRules,
    description: '',
    category: 'metadata',
    source: '',
    usedIn: [],
    visibility: '',
    metadata: {},
    ...given,
  };
}

/** The rank behind the last of a ranked list. */
export function rankAfter(list: readonly { readonly rank: string }[]): string {
  return orderKeyBetween(list.at(-1)?.rank ?? null, null);
}

/** The rank with which a record comes to stand at `index` of a ranked list that it is not in. */
export function rankAt(list: readonly { readonly rank: string }[], index: number): string {
  return orderKeyBetween(list[index - 1]?.rank ?? null, list[index]?.rank ?? null);
}
