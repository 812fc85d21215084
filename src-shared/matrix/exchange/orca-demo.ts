/*
 * Reads the format `orca-demo/1`, in which the example project is written: its words are other ones than the model's (nested,
 * aggregated, linked; taxonomy; money; tiers called priorities), and whatever has no field of its own goes into the record's
 * `metadata`, in the file's own words, so that nothing of the file is lost.
 */
import { z } from 'zod';

import { orderKeyBetween } from '../../schema/order-key.ts';
import { attributeFromDemo } from './orca-demo-attribute.ts';
import { ctaKinds, tiers } from '../cta-entities.ts';
import { complexities, dependencies, ends, nestings, objectTypes } from '../object-entities.ts';
import type { projectStatuses } from '../project-entities.ts';
import { cellKey, pairOf } from '../matrix-keys.ts';
import { createEdit } from '../model-edits.ts';
import { newCta, newObject, newRelationship, newRole } from '../new-records.ts';
import type { CreateEdit, ProjectContent } from '../project-content.ts';
import { paletteColors, usualProjectSettings } from '../project-settings.ts';
import type { ProjectSettings } from '../project-settings.ts';

export const orcaDemoFormat = 'orca-demo/1';

const text = z.string().max(100_000);
const name = z.string().min(1).max(255);
const unknowns = z.record(z.string(), z.json());
const listMax = 50_000;

/** The file, past the door. Fields that it has beyond these are kept as they are. */
export const orcaDemoSchema = z
  .object({
    format: z.literal(orcaDemoFormat),
    project: z
      .object({ name, status: z.enum(['draft', 'active', 'archived']), settings: unknowns.default({}) })
      .catchall(z.json()),
    roles: z.array(z.object({ id: name, name }).catchall(z.json())).max(listMax),
    objects: z
      .array(
        z
          .object({
            id: name,
            name,
            description: text,
            position_x: z.number(),
            object_type: name,
            complexity: name,
            metadata: unknowns.default({}),
          })
          .catchall(z.json()),
      )
      .max(listMax),
    relationships: z
      .array(
        z
          .object({
            id: name,
            source: name,
            target: name,
            relationship_type: name,
            cardinality: z.string().nullable(),
            description: text,
            inverse_label: name.or(z.literal('')),
            nesting: unknowns.default({}),
            mechanics: text,
            sorts: text,
            filters: text,
            dependency: text,
          })
          .catchall(z.json()),
      )
      .max(listMax),
    ctas: z
      .array(
        z
          .object({
            id: name,
            object: name,
            name,
            description: text,
            roles: z.array(name).max(200),
            kind: name,
            priority: name,
            phase: text,
            condition: text,
            user_story: text,
            acceptance_criteria: z.array(text).max(1000),
          })
          .catchall(z.json()),
      )
      .max(listMax),
    attributes: z
      .array(
        z
          .object({
            id: name,
            object: name,
            name,
            data_type: name,
            category: name,
            is_required: z.boolean(),
            default_value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
            validation_rules: text,
            rank: z.number(),
          })
          .catchall(z.json()),
      )
      .max(listMax),
    no_relationship: z
      .array(z.tuple([name, name]))
      .max(200_000)
      .default([]),
    open_questions: z
      .array(z.object({ id: name, on: name, text, risk: z.enum(['low', 'medium', 'high']) }).catchall(z.json()))
      .max(listMax)
      .default([]),
  })
  .catchall(z.json());
export type OrcaDemo = z.infer<typeof orcaDemoSchema>;
export type Metadata = z.infer<typeof unknowns>;

/** `userId` is who brings the file in, and so has made the objects and reviewed the pairs. */
export function orcaDemoToContent(demo: OrcaDemo, userId: string): ProjectContent {
  const ranks = rankMaker();
  const objects = demo.objects.toSorted((left, right) => left.position_x - right.position_x);
  return {
    project: projectFromDemo(demo),
    records: [
      ...objects.map((object) => objectFromDemo(object, ranks(), userId)),
      ...demo.roles.map(({ id, name: roleName, ...rest }) =>
        createEdit('projectRole', `role ${id}`, {
          ...newRole({ name: roleName, rank: ranks() }),
          metadata: { id, ...rest },
        }),
      ),
      ...demo.relationships.map(relationshipFromDemo),
      ...demo.no_relationship.map(([one, other]) => reviewFromDemo(one, other, userId)),
      ...demo.ctas.flatMap((cta) => ctaFromDemo(cta, ranks())),
      ...demo.attributes
        .toSorted((left, right) => left.rank - right.rank)
        .map((attribute) => attributeFromDemo(attribute, ranks())),
      ...demo.open_questions.map((question) => questionFromDemo(demo, question)),
    ] as readonly CreateEdit[], // Every one of them is made by `createEdit`.
  };
}

function rankMaker(): () => string {
  let last: string | null = null;
  return () => (last = orderKeyBetween(last, null));
}

function projectFromDemo(demo: OrcaDemo): ProjectContent['project'] {
  const { name: projectName, status, settings, description, ...rest } = demo.project;
  const { palette, ...otherSettings } = settings;
  const { roles: _1, objects: _2, relationships: _3, ctas: _4, attributes: _5, ...beside } = demo;
  const { project: _6, no_relationship: _7, open_questions: _8, ...top } = beside;
  const used = new Set([
    ...demo.ctas.map(({ phase }) => phase),
    ...demo.objects.map(({ metadata }) => metadata['phase']),
  ]);
  const phases = new Set([...usualProjectSettings.phases, ...[...used].filter((phase) => typeof phase === 'string')]);
  phases.delete('');
  return {
    name: projectName.replace(/ \(demo\)$/u, ''),
    description: typeof description === 'string' ? description : '',
    status: status satisfies (typeof projectStatuses)[number],
    settings: {
      palette: paletteFromDemo(palette),
      phases: [...phases].slice(0, 50),
      metadata: { ...top, ...otherSettings, ...rest, name: projectName, ...(palette === undefined ? {} : { palette }) },
    },
  };
}

function paletteFromDemo(palette: unknown): ProjectSettings['palette'] {
  const given = z
    .partialRecord(z.enum(['object', 'core_content', 'metadata', 'cta']), z.enum(paletteColors))
    .safeParse(palette).data;
  const { core_content: core, ...others } = given ?? {};
  return { ...usualProjectSettings.palette, ...others, ...(core === undefined ? {} : { core }) };
}

function objectFromDemo(object: OrcaDemo['objects'][number], rank: string, createdBy: string) {
  const { id, name: objectName, description, object_type, complexity, metadata, ...rest } = object;
  const { synonyms, instances, states, phase, ...unknown } = metadata;
  const objectType = objectTypes.find((type) => type === object_type);
  return createEdit('object', id, {
    ...newObject({ name: objectName, rank, createdBy }),
    description,
    objectType: objectType ?? 'supporting', // A taxonomy supports what it sorts.
    complexity: complexities.find((level) => level === complexity) ?? 'medium',
    synonyms: shortList(synonyms),
    instances: shortList(instances),
    states: shortList(states),
    phase: typeof phase === 'string' ? phase : '',
    metadata: {
      ...unknown,
      ...rest,
      id,
      ...(objectType === undefined ? { object_type } : {}),
      ...unreadLists(metadata),
    },
  });
}

const shortListSchema = z.array(z.string().min(1).max(255)).max(500);

function shortList(value: unknown): string[] {
  return shortListSchema.safeParse(value).data ?? [];
}

/** Lists that are none, or hold what is no name: kept in the file's words. */
function unreadLists(metadata: Metadata): Metadata {
  const isUnread = ([key, value]: readonly [string, unknown]) =>
    ['synonyms', 'instances', 'states'].includes(key) && !shortListSchema.safeParse(value).success;
  return Object.fromEntries(Object.entries(metadata).filter(isUnread));
}

/** Nested things are part of their parent; aggregated ones exist without it. */
const typesByDemo: { readonly [type: string]: 'contains' | 'has' | 'references' | undefined } = {
  nested: 'contains',
  aggregated: 'has',
  linked: 'references',
};

function relationshipFromDemo(relationship: OrcaDemo['relationships'][number]) {
  const { id, source, target, relationship_type, cardinality, description, inverse_label, nesting, ...rest } =
    relationship;
  const { mechanics, sorts, filters, dependency, ...unknown } = rest;
  const { in_source, in_target, ...otherNesting } = nesting;
  // "S:T" reads S sources per target : T targets per source.
  const [sourceSide, targetSide, ...more] = (cardinality ?? '').split(':');
  const sourceEnd = ends.find((end) => end === sourceSide) ?? null;
  const targetEnd = ends.find((end) => end === targetSide) ?? null;
  const isRead = cardinality === null || (sourceEnd !== null && targetEnd !== null && more.length === 0);
  const knownDependency = dependencies.find((known) => known === dependency) ?? null;
  return createEdit('relationship', id, {
    ...newRelationship({ sourceObjectId: source, targetObjectId: target }),
    relationshipType: typesByDemo[relationship_type] ?? 'has',
    sourceEnd,
    targetEnd,
    description,
    inverseLabel: inverse_label,
    sourceNesting: nestings.find((known) => known === in_source) ?? null,
    targetNesting: nestings.find((known) => known === in_target) ?? null,
    sourceMechanics: mechanics,
    sourceSort: sorts,
    sourceFilter: filters,
    sourceDependency: knownDependency,
    metadata: {
      ...unknown,
      id,
      relationship_type,
      ...(isRead ? {} : { cardinality }),
      ...(knownDependency === null && dependency !== '' ? { dependency } : {}),
      ...(Object.keys(otherNesting).length > 0 || !isKnownNesting(in_source) || !isKnownNesting(in_target)
        ? { nesting }
        : {}),
    },
  });
}

function isKnownNesting(value: unknown): boolean {
  return value === undefined || nestings.some((known) => known === value);
}

function reviewFromDemo(one: string, other: string, reviewedBy: string) {
  const [objectAId, objectBId] = pairOf(one, other);
  const review = { objectAId, objectBId, verdict: 'no', note: '', reviewedBy } as const;
  return createEdit('pairReview', `no ${cellKey(objectAId, objectBId)}`, review);
}

const prioritiesByTier = { primary: 'must', secondary: 'should', tertiary: 'could', quaternary: 'wont' } as const;

function ctaFromDemo(cta: OrcaDemo['ctas'][number], rank: string) {
  const { id, object, name: ctaName, description, roles, kind, priority, phase, condition, ...rest } = cta;
  const { user_story, acceptance_criteria, ...unknown } = rest;
  const tier = tiers.find((known) => known === priority);
  const knownKind = ctaKinds.find((known) => known === kind);
  return [
    createEdit('cta', id, {
      ...newCta({ objectId: object, name: ctaName, rank }),
      description,
      tier: tier ?? 'secondary',
      priority: prioritiesByTier[tier ?? 'secondary'],
      kind: knownKind ?? 'other',
      phase,
      condition,
      userStory: user_story,
      acceptanceCriteria: acceptance_criteria.join('\n'),
      metadata: {
        ...unknown,
        id,
        ...(tier === undefined ? { priority } : {}),
        ...(knownKind === undefined ? { kind } : {}),
      },
    }),
    ...[...new Set(roles)].map((role) =>
      createEdit('ctaRole', `${id} by ${role}`, { ctaId: id, projectRoleId: `role ${role}` }),
    ),
  ];
}

function questionFromDemo(
  demo: OrcaDemo,
  { id, on, text: question, risk, ...rest }: OrcaDemo['open_questions'][number],
) {
  const lists = [
    ['object', demo.objects],
    ['relationship', demo.relationships],
    ['cta', demo.ctas],
    ['attribute', demo.attributes],
  ] as const;
  const subjectKind = lists.find(([, records]) => records.some((record) => record.id === on))?.[0] ?? 'project';
  return createEdit('openQuestion', `question ${id}`, {
    subjectKind,
    subjectId: on,
    question,
    answer: '',
    risk,
    isOpen: true,
    metadata: { ...rest, id },
  });
}
