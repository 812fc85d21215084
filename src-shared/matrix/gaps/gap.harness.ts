// Models for the tests of the checks: made by hand from a few words, or drawn by fast-check with every kind of gap in them.
import * as fc from 'fast-check';

import { assert } from '../../base/assert.ts';
import { idFromKey } from '../../base/id.ts';
import { checkGaps, countGaps, gapAt } from './gap-checks.ts';
import type { FixDeps, FixField, FixValues, GapFix } from './gap-fix.ts';
import { gapFixes } from './gap-fixes.ts';
import { gapCodes, gapKey } from './gap.ts';
import type { Gap, GapCode } from './gap.ts';
import { ctaRoleId, pairOf, pairReviewId } from '../matrix-keys.ts';
import { attributeCategories, dataTypes } from '../attribute-entities.ts';
import { ctaKinds, tiers } from '../cta-entities.ts';
import { dependencies, ends, nestings, objectTypes, relationshipTypes } from '../object-entities.ts';
import { applyEdits, createEdit } from '../model-edits.ts';
import type { ModelDraft, ModelEdit } from '../model-edits.ts';
import { newAttribute, newCta, newObject, newRelationship, newRole, rankAfter } from '../new-records.ts';
import { createProjectModel, emptyTables } from '../project-model.ts';
import type { ProjectModel } from '../project-model.ts';

const projectId = 'project-1';
const reach = {
  id: '',
  projectId,
  tenantId: 'tenant-1',
  workspaceId: 'workspace-1',
  createdAt: 1,
  updatedAt: 1,
  deletedAt: null,
};

export function apply(model: ProjectModel, edits: readonly ModelEdit[]): ProjectModel {
  return createProjectModel(applyEdits(model.tables, edits, reach), model);
}

/** Everything is added under a short name, which is also its id. */
export function setupModel() {
  const edits: ModelEdit[] = [];
  let count = 0;
  let rank: string | null = null;
  const nextRank = (): string => (rank = rankAfter(rank === null ? [] : [{ rank }]));
  return {
    object(name: string, given: Partial<ModelDraft<'object'>> = {}): string {
      edits.push(createEdit('object', name, { ...newObject({ name, rank: nextRank(), createdBy: 'ada' }), ...given }));
      return name;
    },
    relate(source: string, target: string, given: Partial<ModelDraft<'relationship'>> = {}): string {
      const id = `${source}-${target}-${String((count += 1)).padStart(4, '0')}`;
      const draft = newRelationship({ sourceObjectId: source, targetObjectId: target });
      edits.push(createEdit('relationship', id, { ...draft, ...given }));
      return id;
    },
    refuse(one: string, other: string): void {
      const [objectAId, objectBId] = pairOf(one, other);
      const review = { objectAId, objectBId, verdict: 'no', note: '', reviewedBy: 'ada' } as const;
      edits.push(createEdit('pairReview', pairReviewId(projectId, one, other), review));
    },
    role(name: string): string {
      edits.push(createEdit('projectRole', name, newRole({ name, rank: nextRank() })));
      return name;
    },
    cta(objectId: string, name: string, roles: readonly string[] = [], given: Partial<ModelDraft<'cta'>> = {}): string {
      edits.push(createEdit('cta', name, { ...newCta({ objectId, name, rank: nextRank() }), ...given }));
      for (const projectRoleId of roles) {
        edits.push(createEdit('ctaRole', ctaRoleId(name, projectRoleId), { ctaId: name, projectRoleId }));
      }
      return name;
    },
    attribute(objectId: string, name: string, given: Partial<ModelDraft<'attribute'>> = {}): string {
      const id = `${objectId}.${name}`;
      edits.push(createEdit('attribute', id, { ...newAttribute({ objectId, name, rank: nextRank() }), ...given }));
      return id;
    },
    model: (): ProjectModel => apply(createProjectModel(emptyTables), edits),
  };
}

export function gapsIn(model: ProjectModel): readonly Gap[] {
  const report = checkGaps(model);
  return gapCodes.flatMap((code) =>
    Array.from({ length: countGaps(report, code) }, (_, index) => {
      const gap = gapAt(report, code, index);
      assert(gap !== undefined, `There is no gap ${String(index)} of ${code}`);
      return gap;
    }),
  );
}

export function keysIn(model: ProjectModel, code: GapCode): readonly string[] {
  return gapsIn(model)
    .filter((gap) => gap.code === code)
    .map(gapKey);
}

export function fixDeps(model: ProjectModel): FixDeps {
  let count = 0;
  const newId = (): string => idFromKey('new', String((count += 1)));
  return { model, projectId, userId: 'ada', newId };
}

export function fixesOf(model: ProjectModel, gap: Gap): readonly GapFix[] {
  return gapFixes(fixDeps(model), gap);
}

/** The edits of a fix, its fields filled in as somebody would; undefined where there is nothing to choose from. */
export function editsOf(fix: GapFix): readonly ModelEdit[] | undefined {
  if (fix.kind === 'edits') return fix.edits;
  const filled = fix.fields.map((field) => [field.name, fillIn(field)] as const);
  if (filled.some(([, value]) => value === undefined)) return undefined;
  return fix.toEdits(Object.fromEntries(filled));
}

function fillIn({ name, control, options = [], value, isNeeded = false }: FixField): FixValues[string] {
  if (control === 'choice')
    return typeof value === 'string' && value !== '' ? value : choose(options[0]?.value, isNeeded);
  if (control === 'choices') return isNeeded ? (options[0] === undefined ? undefined : [options[0].value]) : [];
  // The names that clash are left; every other list keeps what is in it.
  if (name === 'synonyms') return [];
  if (control === 'list') return [...(Array.isArray(value) ? value : []), 'something'];
  return `${typeof value === 'string' ? value : ''} two`.trim();
}

function choose(first: string | undefined, isNeeded: boolean): string | undefined {
  return first ?? (isNeeded ? undefined : '');
}

const names = ['Account', 'Profile', 'Title', 'Plan', 'Season', 'Device', 'Viewing', 'Genre'] as const;
const maybeText = (...texts: readonly string[]) => fc.constantFrom('', ...texts);
const maybe = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values));
const place = fc.nat({ max: names.length - 1 });

const objectArbitrary = fc.record({
  description: maybeText('What it is', '  '),
  purpose: maybeText('For something'),
  instances: fc.constantFrom<string[]>([], ['One']),
  states: fc.constantFrom<string[]>([], ['active', 'closed']),
  synonyms: fc.constantFrom<string[]>([], ['Household'], ['Plan'], ['household', 'Show']),
  objectType: fc.constantFrom(...objectTypes),
  rejection: fc.constantFrom(null, null, null, 'attribute' as const),
});

const relationshipArbitrary = fc.record({
  source: place,
  target: place,
  relationshipType: fc.constantFrom(...relationshipTypes),
  description: maybeText('holds'),
  sourceEnd: maybe(ends),
  targetEnd: maybe(ends),
  sourceNesting: maybe(nestings),
  targetNesting: maybe(nestings),
  sourceNavigates: maybe([true, false]),
  targetNavigates: maybe([true, false]),
  sourceMechanics: maybeText('manual'),
  targetMechanics: maybeText('manual'),
  sourceSort: maybeText('name asc', 'score desc'),
  targetSort: maybeText('email'),
  sourceFilter: maybeText('state', 'by score, email'),
  sourceDependency: maybe(dependencies),
  targetDependency: maybe(dependencies),
});

const ctaArbitrary = fc.record({
  object: place,
  roles: fc.subarray(['Viewer', 'Editor']),
  name: fc.constantFrom('Open account', 'Rate', 'Create'),
  kind: fc.constantFrom(...ctaKinds),
  tier: fc.constantFrom(...tiers),
  userStory: maybeText('As a Viewer …'),
  acceptanceCriteria: maybeText('It is there'),
});

const attributeArbitrary = fc.record({
  object: place,
  name: fc.constantFrom('email', 'Email', 'plan', 'score', 'kind'),
  dataType: fc.constantFrom(...dataTypes),
  category: fc.constantFrom(...attributeCategories),
  usedIn: fc.constantFrom<string[]>([], ['card']),
});

/** Small models of every kind, among them such as no person would make. */
export const modelArbitrary: fc.Arbitrary<ProjectModel> = fc
  .record({
    objects: fc.array(objectArbitrary, { maxLength: names.length }),
    relationships: fc.array(relationshipArbitrary, { maxLength: 14 }),
    refused: fc.array(fc.tuple(place, place), { maxLength: 4 }),
    ctas: fc.array(ctaArbitrary, { maxLength: 6 }),
    attributes: fc.array(attributeArbitrary, { maxLength: 8 }),
  })
  .map(({ objects, relationships, refused, ctas, attributes }) => {
    const world = setupModel();
    const ids = objects.map((given, index) => world.object(names[index] ?? '', given));
    world.role('Viewer');
    world.role('Editor');
    const at = (index: number): string => ids[index % Math.max(ids.length, 1)] ?? '';
    if (ids.length > 0) {
      for (const { source, target, ...given } of relationships) world.relate(at(source), at(target), given);
      const pairs = new Map(
        refused.map(([one, other]) => [pairOf(at(one), at(other)).join(':'), [at(one), at(other)] as const]),
      );
      for (const [one, other] of pairs.values()) if (one !== other) world.refuse(one, other);
      for (const [index, { object, roles, ...given }] of ctas.entries())
        world.cta(at(object), `cta ${String(index)}`, roles, given);
      for (const [index, { object, name, ...given }] of attributes.entries()) {
        world.attribute(at(object), `attribute ${String(index)}`, { ...given, name });
      }
    }
    return world.model();
  });
