/* A model of a given size, always the same for the same seed: half-finished, as real ones are, with every kind of gap in it. */
import { idFromKey } from '#shared/base/id.ts';
import { dataTypes } from '#shared/matrix/attribute-entities.ts';
import { dependencies, ends, nestings, relationshipTypes } from '#shared/matrix/object-entities.ts';
import { ctaRoleId, pairKey, pairOf, pairReviewId } from '#shared/matrix/matrix-keys.ts';
import { applyEdits, createEdit } from '#shared/matrix/model-edits.ts';
import type { ModelEdit } from '#shared/matrix/model-edits.ts';
import { newAttribute, newCta, newObject, newRelationship, newRole } from '#shared/matrix/new-records.ts';
import { orderKeyBetween } from '#shared/schema/order-key.ts';
import { emptyTables } from '#shared/matrix/project-model.ts';
import type { ModelTables } from '#shared/matrix/project-model.ts';

export type OrcaSize = { readonly objectCount: number; readonly relationshipCount: number; readonly seed?: number };

export const benchProjectId = idFromKey('project', 'bench');

const roleCount = 6;
const attributesPerObject = 8;
const ctasPerObject = 5;

/** The tables of the model as a window holds them. */
export function generateOrcaTables(size: OrcaSize): ModelTables {
  const reach = { id: '', projectId: benchProjectId, tenantId: 'bench', workspaceId: 'bench' };
  const times = { createdAt: 1_700_000_000_000, updatedAt: 1_700_000_000_000, deletedAt: null };
  return applyEdits(emptyTables, generateOrcaEdits(size), { ...reach, ...times });
}

/** The edits that make the model in an empty project; `createdBy` and `reviewedBy` are "bench". */
export function generateOrcaEdits({ objectCount, relationshipCount, seed = 1 }: OrcaSize): readonly ModelEdit[] {
  const random = createRandom(seed);
  const objectIds = Array.from({ length: objectCount }, (_, index) => idFromKey('object', String(index)));
  const roleIds = Array.from({ length: roleCount }, (_, index) => idFromKey('role', String(index)));
  return [
    ...roleIds.map((id, index) =>
      createEdit('projectRole', id, newRole({ name: `Role ${String(index)}`, rank: rankOf(index) })),
    ),
    ...objectIds.map((id, index) => createEdit('object', id, objectOf(random, index))),
    ...relationshipsOf(random, objectIds, relationshipCount),
    ...objectIds.flatMap((id, index) => attributesOf(random, id, index)),
    ...objectIds.flatMap((id, index) => ctasOf(random, id, index, roleIds)),
  ];
}

function objectOf(random: Random, index: number) {
  const draft = newObject({ name: `${random.pick(nouns)} ${String(index)}`, rank: rankOf(index), createdBy: 'bench' });
  return {
    ...draft,
    objectType: random.pick(['core', 'supporting', 'supporting', 'junction', 'external'] as const),
    description: random.chance(0.8) ? `What ${draft.name} is, in a sentence of usual length.` : '',
    purpose: random.chance(0.5) ? 'So that something can be done.' : '',
    instances: random.chance(0.6) ? ['One', 'Another'] : [],
    states: random.chance(0.7) ? ['active', 'closed'] : [],
    synonyms: random.chance(0.3) ? [`${random.pick(nouns)} ${String(random.below(1000))}`] : [],
  };
}

function relationshipsOf(random: Random, objectIds: readonly string[], count: number): readonly ModelEdit[] {
  const edits: ModelEdit[] = [];
  const related = new Set<string>();
  for (let index = 0; index < count; index += 1) {
    // A few objects have far more relationships than others, as in every model.
    const source = objectIds[Math.floor(objectIds.length * random.next() ** 1.6)] ?? '';
    const target = random.pick(objectIds);
    related.add(pairKey(source, target));
    edits.push(
      createEdit('relationship', idFromKey('relationship', String(index)), relationshipOf(random, source, target)),
    );
  }
  for (let index = 0; index < count / 2; index += 1) {
    const [objectAId, objectBId] = pairOf(random.pick(objectIds), random.pick(objectIds));
    const key = pairKey(objectAId, objectBId);
    if (objectAId === objectBId || related.has(key)) continue;
    related.add(key);
    const id = pairReviewId(benchProjectId, objectAId, objectBId);
    edits.push(createEdit('pairReview', id, { objectAId, objectBId, verdict: 'no', note: '', reviewedBy: 'bench' }));
  }
  return edits;
}

function relationshipOf(random: Random, sourceObjectId: string, targetObjectId: string) {
  const maybe = <T>(values: readonly T[]): T | null => (random.chance(0.8) ? random.pick(values) : null);
  const text = (share: number, values: readonly string[]): string => (random.chance(share) ? random.pick(values) : '');
  return {
    ...newRelationship({ sourceObjectId, targetObjectId }),
    relationshipType: random.pick(relationshipTypes),
    description: text(0.7, ['holds', 'lists', 'points to', 'is part of']),
    sourceEnd: maybe(ends),
    targetEnd: maybe(ends),
    sourceNesting: maybe(nestings),
    targetNesting: maybe(nestings),
    sourceMechanics: text(0.8, ['manual', 'automatic']),
    targetMechanics: text(0.8, ['manual', 'automatic']),
    sourceSort: text(0.8, ['name asc', 'attribute 3 desc', 'score desc', 'start desc']),
    targetSort: text(0.8, ['name asc', 'attribute 3 desc']),
    sourceFilter: text(0.8, ['state', 'attribute 5']),
    targetFilter: text(0.8, ['state', 'attribute 5']),
    sourceDependency: maybe(dependencies),
    targetDependency: maybe(dependencies),
  };
}

function attributesOf(random: Random, objectId: string, index: number): readonly ModelEdit[] {
  const count = random.chance(0.95) ? attributesPerObject : 0;
  return Array.from({ length: count }, (_, place) => {
    const draft = newAttribute({ objectId, name: `attribute ${String(place)}`, rank: rankOf(place) });
    const dataType = random.chance(0.9) ? (dataTypes[place % dataTypes.length] ?? 'string') : 'string';
    return createEdit('attribute', idFromKey('attribute', String(index), String(place)), {
      ...draft,
      dataType,
      category: random.chance(0.3) ? 'core' : 'metadata',
      usedIn: random.chance(0.6) ? ['card'] : [],
    });
  });
}

function ctasOf(random: Random, objectId: string, index: number, roleIds: readonly string[]): readonly ModelEdit[] {
  const count = random.chance(0.9) ? ctasPerObject : 0;
  return Array.from({ length: count }, (_, place) => place).flatMap((place) => {
    const id = idFromKey('cta', String(index), String(place));
    const draft = newCta({ objectId, name: `${random.pick(verbs)} it`, rank: rankOf(place) });
    const mayUse = roleIds.filter(() => random.chance(0.3));
    return [
      createEdit('cta', id, {
        ...draft,
        kind: random.pick(['create', 'read', 'update', 'delete', 'other'] as const),
        tier: random.pick(['primary', 'secondary', 'tertiary'] as const),
        userStory: random.chance(0.7) ? 'As somebody, I want it, so that it is done.' : '',
        acceptanceCriteria: random.chance(0.6) ? 'It is done.' : '',
      }),
      ...mayUse.map((roleId) => createEdit('ctaRole', ctaRoleId(id, roleId), { ctaId: id, projectRoleId: roleId })),
    ];
  });
}

const nouns = [
  'Account',
  'Title',
  'Order',
  'Ticket',
  'Person',
  'Device',
  'Place',
  'Plan',
  'Invoice',
  'Message',
] as const;
const verbs = ['Open', 'Close', 'Send', 'Share', 'Add', 'Remove', 'Rename'] as const;

const ranks: string[] = [];

/** The order key of the place `index`, made of the one before it. */
function rankOf(index: number): string {
  while (ranks.length <= index) ranks.push(orderKeyBetween(ranks.at(-1) ?? null, null));
  return ranks[index] ?? '';
}

type Random = {
  /** From 0 to below 1. */
  readonly next: () => number;
  readonly below: (limit: number) => number;
  readonly chance: (share: number) => boolean;
  readonly pick: <T>(values: readonly T[]) => T;
};

/** Source: mulberry32, by Tommy Ettinger; good enough for sizes, and the same on every machine. */
function createRandom(seed: number): Random {
  let state = seed;
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (share) => next() < share,
    pick: (values) => {
      const value = values[below(values.length)];
      if (value === undefined) throw new RangeError('There is nothing to pick from.');
      return value;
    },
  };
}
