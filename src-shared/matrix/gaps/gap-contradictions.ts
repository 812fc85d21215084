/*
 * What a model says twice and differently: R6 and R9 to R13. Circles are found as strong components of the graph that would have to be
 * without them; each relationship inside such a component is reported, since taking any of them out may open the circle.
 */
import type { AddGap } from './gap.ts';
import type { End, RelationshipRecord } from '../object-entities.ts';
import { isMany } from '../cells/mcsfd.ts';
import { pairCell, related, refused } from '../model-index.ts';
import type { ModelIndex } from '../model-index.ts';
import { pairKey } from '../matrix-keys.ts';
import { strongComponents } from '../strong-components.ts';

export function checkContradictions(index: ModelIndex, add: AddGap): void {
  checkVerdicts(index, add);
  checkTwins(index, add);
  checkCascades(index, add);
  checkContainment(index, add);
  checkJunctionCircles(index, add);
  for (const relationship of index.relationships) checkDependencies(relationship, add);
}

function checkVerdicts({ objects, verdicts, model }: ModelIndex, add: AddGap): void {
  if (model.tables.pairReview.size === 0) return;
  for (
    let cell = verdicts.indexOf(related | refused);
    cell !== -1;
    cell = verdicts.indexOf(related | refused, cell + 1)
  ) {
    const [row, column] = [Math.floor(cell / objects.length), cell % objects.length];
    // An object's relationship to itself is no pair.
    if (row !== column) add('R9', pairKey(objects[row]?.id ?? '', objects[column]?.id ?? ''));
  }
}

/** Two relationships of one pair that mean the same and count differently. The later one is reported. */
function checkTwins({ relationships, sources, targets, objects }: ModelIndex, add: AddGap): void {
  // Relationships of a pair as a chain from the last one back: its place plus one by cell, the one before it by place.
  const lastByCell = new Int32Array(objects.length * objects.length);
  const before = new Int32Array(relationships.length);
  for (let place = 0; place < relationships.length; place += 1) {
    const cell = pairCell(objects.length, sources[place] ?? 0, targets[place] ?? 0);
    before[place] = (lastByCell[cell] ?? 0) - 1;
    lastByCell[cell] = place + 1;
    for (let twin = before[place] ?? -1; twin !== -1; twin = before[twin] ?? -1) {
      reportTwins(relationships[twin], relationships[place], add);
    }
  }
}

function reportTwins(one: RelationshipRecord | undefined, other: RelationshipRecord | undefined, add: AddGap): void {
  if (one === undefined || other === undefined) return;
  // Ids sort by when they were made.
  const [first, second] = one.id < other.id ? [one, other] : [other, one];
  if (contradictingEnds(first, second) !== null) add('R10', second.id, first.id);
}

export type Ends = Pick<RelationshipRecord, 'sourceEnd' | 'targetEnd'>;

/** The ends that the second must have to agree with the first; null where they agree, or mean different things. */
export function contradictingEnds(first: RelationshipRecord, second: RelationshipRecord): Ends | null {
  const turned = asHas(second.relationshipType) !== asHas(first.relationshipType) ? null : asReadFrom(first, second);
  if (turned === null) return null;
  const isOther = (one: string | null, other: string | null): boolean =>
    one !== null && other !== null && one !== other;
  if (!isOther(turned.sourceEnd, second.sourceEnd) && !isOther(turned.targetEnd, second.targetEnd)) return null;
  return { sourceEnd: turned.sourceEnd ?? second.sourceEnd, targetEnd: turned.targetEnd ?? second.targetEnd };
}

/** The first's ends as the second names them; null when the second reads differently and so says something else. */
function asReadFrom(first: RelationshipRecord, second: RelationshipRecord): Ends | null {
  const isTurned = (first.relationshipType === 'belongs_to') !== (second.relationshipType === 'belongs_to');
  const isReversed = first.sourceObjectId !== second.sourceObjectId;
  if (isTurned !== isReversed) return null;
  const [label, inverse] = isTurned ? [first.inverseLabel, first.description] : [first.description, first.inverseLabel];
  if (label.trim() !== second.description.trim() || inverse.trim() !== second.inverseLabel.trim()) return null;
  return isTurned
    ? { sourceEnd: first.targetEnd, targetEnd: first.sourceEnd }
    : { sourceEnd: first.sourceEnd, targetEnd: first.targetEnd };
}

/** What belongs to another is had by it: one relationship read from its other end. */
function asHas(type: RelationshipRecord['relationshipType']): string {
  return type === 'belongs_to' ? 'has' : type;
}

/** Each deletes the next, until the first is reached again. What an object does to others of its own kind is no circle. */
function checkCascades(index: ModelIndex, add: AddGap): void {
  const edges = createEdges(index.relationships.length * 2);
  for (let place = 0; place < index.relationships.length; place += 1) {
    const relationship = index.relationships[place];
    const source = index.sources[place] ?? 0;
    const target = index.targets[place] ?? 0;
    if (relationship === undefined) continue;
    if (source === target) continue;
    if (relationship.sourceDependency === 'cascade') edges.push(source, target, relationship.id, 'source');
    if (relationship.targetDependency === 'cascade') edges.push(target, source, relationship.id, 'target');
  }
  edges.reportCircles(index.objects.length, (id, side) => add('R6', id, side));
}

function checkContainment(index: ModelIndex, add: AddGap): void {
  for (const type of ['contains', 'is_a'] as const) {
    const edges = createEdges(index.relationships.length);
    for (let place = 0; place < index.relationships.length; place += 1) {
      const relationship = index.relationships[place];
      if (relationship?.relationshipType !== type) continue;
      const source = index.sources[place] ?? 0;
      const target = index.targets[place] ?? 0;
      // A folder contains folders; but no kind is a kind of itself.
      if (source !== target) edges.push(source, target, relationship.id, '');
      else if (type === 'is_a') add('R11', relationship.id);
    }
    edges.reportCircles(index.objects.length, (id) => add('R11', id));
  }
}

/** A junction is made when what it joins is there. Junctions that each need the other first can never be made. */
function checkJunctionCircles({ relationships, sources, targets, objects }: ModelIndex, add: AddGap): void {
  const edges = createEdges(relationships.length * 2);
  const isJunction = objects.map(({ objectType }) => objectType === 'junction');
  for (let place = 0; place < relationships.length; place += 1) {
    const relationship = relationships[place];
    const source = sources[place] ?? 0;
    const target = targets[place] ?? 0;
    if (relationship === undefined || source === target) continue;
    if (isJunction[source] !== true || isJunction[target] !== true) continue;
    if (relationship.targetEnd === '1') edges.push(source, target, relationship.id, 'source');
    if (relationship.sourceEnd === '1') edges.push(target, source, relationship.id, 'target');
  }
  edges.reportCircles(objects.length, (id, side) => add('R13', id, side));
}

export type DependencyProblem = 'source-orphans' | 'target-orphans' | 'both-block';

function checkDependencies(relationship: RelationshipRecord, add: AddGap): void {
  for (const problem of dependencyProblems(relationship)) add('R12', relationship.id, problem);
}

const noProblems: readonly DependencyProblem[] = [];

/** Where what happens on deleting cannot be what the cardinality says. */
export function dependencyProblems(relationship: RelationshipRecord): readonly DependencyProblem[] {
  const { sourceEnd, targetEnd, sourceDependency, targetDependency } = relationship;
  // Each target has exactly one source, and yet stays when that source goes.
  const isSourceOrphan = sourceEnd === '1' && sourceDependency === 'orphan';
  const isTargetOrphan = targetEnd === '1' && targetDependency === 'orphan';
  const isBlocked = sourceDependency === 'block' && targetDependency === 'block' && isNeededBothWays(relationship);
  if (!isSourceOrphan && !isTargetOrphan && !isBlocked) return noProblems;
  return [
    ...(isSourceOrphan ? (['source-orphans'] as const) : []),
    ...(isTargetOrphan ? (['target-orphans'] as const) : []),
    ...(isBlocked ? (['both-block'] as const) : []),
  ];
}

/** Neither is ever there without the other. With many on both sides they can be let go one by one. */
function isNeededBothWays({ sourceEnd, targetEnd }: RelationshipRecord): boolean {
  const isNeeded = (end: End | null): boolean => end === '1' || end === '1..*';
  return isNeeded(sourceEnd) && isNeeded(targetEnd) && !(isMany(sourceEnd) && isMany(targetEnd));
}

type Edges = {
  readonly push: (from: number, to: number, relationshipId: string, side: string) => void;
  readonly reportCircles: (nodeCount: number, report: (relationshipId: string, side: string) => void) => void;
};

function createEdges(edgesMax: number): Edges {
  const from = new Int32Array(edgesMax);
  const to = new Int32Array(edgesMax);
  const ids: string[] = [];
  const sides: string[] = [];
  return {
    push(start, end, relationshipId, side) {
      from[ids.length] = start;
      to[ids.length] = end;
      ids.push(relationshipId);
      sides.push(side);
    },
    reportCircles(nodeCount, report) {
      if (ids.length === 0) return;
      const componentOf = strongComponents({ nodeCount, from, to, edgeCount: ids.length });
      for (let edge = 0; edge < ids.length; edge += 1) {
        if (componentOf[from[edge] ?? 0] === componentOf[to[edge] ?? 0]) report(ids[edge] ?? '', sides[edge] ?? '');
      }
    },
  };
}
