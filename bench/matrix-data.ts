/*
 * A project of a given size, the same each time: objects in clusters, so that relationships lie as they do in a real model, and every
 * question of two thirds of the relationships answered.
 */
import type { ModelEdit } from '../src-shared/matrix/model-edits.ts';
import { createEdit } from '../src-shared/matrix/model-edits.ts';
import { newObject, newRelationship } from '../src-shared/matrix/new-records.ts';
import { ends, nestings, objectTypes } from '../src-shared/matrix/object-entities.ts';
import { pairKey, pairOf, pairReviewId } from '../src-shared/matrix/matrix-keys.ts';
import { ranksAfter } from '../src-shared/matrix/object-order.ts';
import type { ApiClient } from '../src-shared/features.ts';

export type MatrixSize = { readonly objects: number; readonly relationships: number };

/** Steele and Vigna's splitmix: the same project for the same size. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return Math.floor((((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32) * below);
  };
}

/** Ids as the program makes them, in the order of their numbers. */
function idOf(kind: number, index: number): string {
  const number = index.toString(16).padStart(12, '0');
  return `0199${String(kind).padStart(4, '0')}-0000-7000-8000-${number}`;
}

/** Writes the project; answers with its id. */
export async function writeProject(client: ApiClient, workspaceId: string, size: MatrixSize): Promise<string> {
  const { id: projectId } = await client.projects.create({
    workspaceId,
    name: `${String(size.objects)} objects`,
    description: '',
  });
  const [first] = await client.records.list({ entity: 'project', where: { id: projectId } });
  const edits = makeEdits(projectId, String(first?.['ownerId']), size);
  const atOnce = 5000;
  for (let at = 0; at < edits.length; at += atOnce)
    await client.projects.edit({ projectId, edits: edits.slice(at, at + atOnce), label: 'Fill the matrix' });
  return projectId;
}

function makeEdits(projectId: string, userId: string, size: MatrixSize): readonly ModelEdit[] {
  const random = createRandom(size.objects);
  const kind = size.objects;
  const ranks = ranksAfter([], size.objects);
  const objects = Array.from({ length: size.objects }, (_, index) =>
    createEdit('object', idOf(kind, index), {
      ...newObject({ name: `Object ${String(index + 1)}`, rank: ranks[index] ?? '', createdBy: userId }),
      objectType: objectTypes[random(objectTypes.length)] ?? 'core',
      description: 'What it is, in a sentence that somebody has thought about.',
    }),
  );
  const pairs = new Set<string>();
  const relationships: ModelEdit[] = [];
  while (relationships.length < size.relationships) {
    const source = random(size.objects);
    // Two of three lie within a cluster of 40.
    const target = random(3) < 2 ? (source - (source % 40) + random(40)) % size.objects : random(size.objects);
    const key = pairKey(idOf(kind, source), idOf(kind, target));
    if (pairs.has(key)) continue;
    pairs.add(key);
    relationships.push(
      relationshipEdit(idOf(kind, source), idOf(kind, target), { id: idOf(kind + 1, relationships.length), random }),
    );
  }
  return [...objects, ...relationships, ...reviews(projectId, userId, { size, random, pairs, kind })];
}

type RelationshipPens = { readonly id: string; readonly random: (below: number) => number };

function relationshipEdit(sourceObjectId: string, targetObjectId: string, { id, random }: RelationshipPens): ModelEdit {
  const isAnswered = random(3) < 2;
  const answers = {
    sourceEnd: ends[random(ends.length)] ?? null,
    targetEnd: ends[random(ends.length)] ?? null,
    sourceNesting: nestings[random(nestings.length)] ?? null,
    targetNesting: nestings[random(nestings.length)] ?? null,
    sourceNavigates: true,
    targetNavigates: false,
    sourceMechanics: 'by hand',
    targetMechanics: 'by a rule of the system',
    sourceSort: 'newest first',
    targetSort: 'by name',
    sourceFilter: 'state',
    targetFilter: 'owner',
    sourceDependency: 'cascade',
    targetDependency: 'none',
    description: 'holds',
    inverseLabel: 'is held by',
  } as const;
  return createEdit('relationship', id, {
    ...newRelationship({ sourceObjectId, targetObjectId }),
    ...(isAnswered ? answers : { targetEnd: answers.targetEnd }),
  });
}

type ReviewPens = {
  readonly size: MatrixSize;
  readonly random: (below: number) => number;
  readonly pairs: Set<string>;
  readonly kind: number;
};

/** An explicit "no" for a fifth as many pairs as are related. */
function reviews(projectId: string, userId: string, { size, random, pairs, kind }: ReviewPens): readonly ModelEdit[] {
  const edits: ModelEdit[] = [];
  while (edits.length < size.relationships / 5) {
    const one = idOf(kind, random(size.objects));
    const other = idOf(kind, random(size.objects));
    const key = pairKey(one, other);
    if (one === other || pairs.has(key)) continue;
    pairs.add(key);
    const [objectAId, objectBId] = pairOf(one, other);
    edits.push(
      createEdit('pairReview', pairReviewId(projectId, one, other), {
        objectAId,
        objectBId,
        verdict: 'no',
        note: '',
        reviewedBy: userId,
      }),
    );
  }
  return edits;
}
