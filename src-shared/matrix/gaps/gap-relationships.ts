/* The checks of the relationships' round, R2 to R5, R7 and R8. Pairs without a review, R1, are in unreviewed-pairs.ts. */
import type { AddGap } from './gap.ts';
import { createEvidenceTest } from './junction-evidence.ts';
import { isManyToMany } from './split-relationship.ts';
import type { Nesting } from '../object-entities.ts';
import { hasOpenFields } from '../cells/mcsfd.ts';
import type { ModelIndex } from '../model-index.ts';
import { outgoing } from '../strong-components.ts';

export function checkRelationships(index: ModelIndex, add: AddGap): void {
  const { relationships, sources, targets } = index;
  const hasEvidence = createEvidenceTest(index.model);
  // Counted by hand, here and below: an iterator's pairs would cost as much as the checks.
  for (let place = 0; place < relationships.length; place += 1) {
    const relationship = relationships[place];
    if (relationship === undefined) continue;
    const { id } = relationship;
    if (relationship.sourceEnd === null || relationship.targetEnd === null) add('R2', id);
    const isSelf = sources[place] === targets[place];
    if (!isSelf && isShown(relationship.sourceNesting) !== isShown(relationship.targetNesting)) add('R3', id);
    if (isManyToMany(relationship) && hasEvidence(relationship)) add('R4', id);
    if (hasOpenFields(relationship)) add('R5', id);
  }
  checkJunkDrawers(index, add);
  checkReach(index, add);
}

/** Whether the other object shows on the page of this one; not answered yet is no. */
export function isShown(nesting: Nesting | null): boolean {
  return nesting !== null && nesting !== 'none';
}

/** Of the objects with the most relationships, one in twenty is looked at, and one with fewer than this is no drawer. */
const drawerShare = 0.05;
const drawerDegreeMin = 6;

function checkJunkDrawers({ objects, degrees }: ModelIndex, add: AddGap): void {
  const ranks = degrees.toSorted((left, right) => right - left);
  // Who is level with those below stands out from nobody.
  const limit = Math.max(ranks[Math.ceil(objects.length * drawerShare)] ?? 0, drawerDegreeMin - 1);
  for (const [place, { id }] of objects.entries()) if ((degrees[place] ?? 0) > limit) add('R7', id);
}

/** From the pages of the core objects one must come to every other page. What is related to nothing is O1. */
function checkReach(index: ModelIndex, add: AddGap): void {
  const isReached = reachedObjects(index);
  for (const [place, { id }] of index.objects.entries()) {
    if (isReached[place] === 0 && (index.degrees[place] ?? 0) > 0) add('R8', id);
  }
}

/** 1 for each object whose page one can come to. A way that nobody has closed yet is taken as open. */
export function reachedObjects({ objects, relationships, sources, targets }: ModelIndex): Uint8Array {
  // Each relationship leads at most both ways.
  const from = new Int32Array(relationships.length * 2);
  const to = new Int32Array(relationships.length * 2);
  let edgeCount = 0;
  for (let place = 0; place < relationships.length; place += 1) {
    const relationship = relationships[place];
    const source = sources[place] ?? 0;
    const target = targets[place] ?? 0;
    if (relationship === undefined) continue;
    if (relationship.sourceNesting !== 'none' && relationship.sourceNavigates !== false) {
      from[edgeCount] = source;
      to[edgeCount] = target;
      edgeCount += 1;
    }
    if (relationship.targetNesting !== 'none' && relationship.targetNavigates !== false) {
      from[edgeCount] = target;
      to[edgeCount] = source;
      edgeCount += 1;
    }
  }
  const isReached = new Uint8Array(objects.length);
  const waiting = objects.flatMap(({ objectType }, place) => (objectType === 'core' ? [place] : []));
  // Without core objects yet, one begins at the first.
  if (waiting.length === 0 && objects.length > 0) waiting.push(0);
  for (const root of waiting) isReached[root] = 1;
  const { starts, ends } = outgoing({ nodeCount: objects.length, from, to, edgeCount });
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    for (let edge = starts[place] ?? 0; edge < (starts[place + 1] ?? 0); edge += 1) {
      const next = ends[edge] ?? 0;
      if (isReached[next] === 1) continue;
      isReached[next] = 1;
      waiting.push(next);
    }
  }
  return isReached;
}
