/*
 * A cell of the matrix: on the row's page, how many of the column are there? A relationship of the two shows in two cells, each
 * with the answers of its side.
 */
import type { End, Nesting, PairReviewRecord, RelationshipRecord } from '../object-entities.ts';
import type { OpenQuestionRecord } from '../question-entities.ts';
import { cellKey, pairKey } from '../matrix-keys.ts';
import type { ProjectModel } from '../project-model.ts';
import { formatEnds } from './typed-cell.ts';

export const cellStates = ['unreviewed', 'no', 'incomplete', 'complete', 'contested'] as const;
export type CellState = (typeof cellStates)[number];

/** The end of a relationship at which the row's object stands. */
export type Side = 'source' | 'target';

/** Where a relationship keeps what the cell of a side asks. */
export const sideFields = {
  source: {
    end: 'targetEnd',
    nesting: 'sourceNesting',
    navigates: 'sourceNavigates',
    mechanics: 'sourceMechanics',
    sort: 'sourceSort',
    filter: 'sourceFilter',
    dependency: 'sourceDependency',
  },
  target: {
    end: 'sourceEnd',
    nesting: 'targetNesting',
    navigates: 'targetNavigates',
    mechanics: 'targetMechanics',
    sort: 'targetSort',
    filter: 'targetFilter',
    dependency: 'targetDependency',
  },
} as const;

/** What a cell asks of each of its relationships, in the words of the inspector. */
export const cellQuestions = {
  end: 'how many',
  nesting: 'how it shows',
  navigates: 'whether one can go there',
  mechanics: 'how it is created',
  sort: 'how it is sorted',
  filter: 'what it is filtered by',
  dependency: 'what happens on delete',
} as const;
export type CellQuestion = keyof typeof cellQuestions;

export type CellRelationship = {
  readonly relationship: RelationshipRecord;
  readonly side: Side;
  readonly end: End | null;
  readonly nesting: Nesting | null;
  readonly missing: readonly CellQuestion[];
};

export type Cell = {
  readonly rowId: string;
  readonly columnId: string;
  readonly relationships: readonly CellRelationship[];
  readonly review: PairReviewRecord | undefined;
  /** Those still open, of the pair, of either of its cells, and of its relationships. */
  readonly questions: readonly OpenQuestionRecord[];
  readonly state: CellState;
};

/** `pair` is the key of the two, for who has it at hand: a whole matrix is asked for at once. */
export function cellOf(
  model: ProjectModel,
  rowId: string,
  columnId: string,
  pair: string = pairKey(rowId, columnId),
): Cell {
  const relationships = (model.relationshipsByPair.get(pair) ?? []).map((relationship) =>
    cellRelationship(relationship, relationship.sourceObjectId === rowId ? 'source' : 'target'),
  );
  const review = model.pairReviewsByPair.get(pair);
  const questions =
    model.openQuestionsBySubject.size === 0 ? none : questionsOf(model, { rowId, columnId }, relationships);
  return { rowId, columnId, relationships, review, questions, state: stateOf(relationships, review, questions) };
}

const none: readonly OpenQuestionRecord[] = []; // For most cells of a large matrix, which are asked for by the thousand.

function questionsOf(
  model: ProjectModel,
  { rowId, columnId }: Pick<Cell, 'rowId' | 'columnId'>,
  relationships: readonly CellRelationship[],
): readonly OpenQuestionRecord[] {
  const subjects = new Set([
    pairKey(rowId, columnId),
    cellKey(rowId, columnId),
    cellKey(columnId, rowId),
    ...relationships.map(({ relationship }) => relationship.id),
  ]);
  return [...subjects].flatMap((subject) => model.openQuestionsBySubject.get(subject) ?? []);
}

function stateOf(
  relationships: readonly CellRelationship[],
  review: PairReviewRecord | undefined,
  questions: readonly OpenQuestionRecord[],
): CellState {
  if (questions.length > 0) return 'contested';
  if (relationships.length > 0)
    return relationships.every(({ missing }) => missing.length === 0) ? 'complete' : 'incomplete';
  return review === undefined ? 'unreviewed' : 'no';
}

export function cellRelationship(relationship: RelationshipRecord, side: Side): CellRelationship {
  const fields = sideFields[side];
  return {
    relationship,
    side,
    end: relationship[fields.end],
    nesting: relationship[fields.nesting],
    missing: missingOf(relationship, side),
  };
}

const askedAlways = ['end', 'nesting', 'dependency'] as const;
const askedOfShown = ['end', 'nesting', 'dependency', 'navigates', 'mechanics'] as const;
const askedOfLists = ['end', 'nesting', 'dependency', 'navigates', 'mechanics', 'sort', 'filter'] as const;

/** Sorting and filtering are asked of what shows as a list of several; of what does not show at all, nothing but how many. */
export function askedOf(end: End | null, nesting: Nesting | null): readonly CellQuestion[] {
  const isMany = end === '0..*' || end === '1..*';
  const isListed = isMany && (nesting === 'list' || nesting === null);
  return nesting === 'none' ? askedAlways : isListed ? askedOfLists : askedOfShown;
}

function missingOf(relationship: RelationshipRecord, side: Side): readonly CellQuestion[] {
  const fields = sideFields[side];
  const asked = askedOf(relationship[fields.end], relationship[fields.nesting]);
  const missing: readonly CellQuestion[] = asked.filter((question) => isUnanswered(relationship[fields[question]]));
  // A self relationship has one cell for both its ends.
  const isSelf = relationship.sourceObjectId === relationship.targetObjectId;
  return isSelf && relationship.sourceEnd === null && !missing.includes('end') ? ['end', ...missing] : missing;
}

export function isUnanswered(answer: unknown): boolean {
  return answer === null || answer === '';
}

/** What the cell shows, and what typing it again would give. */
export function cellText({ relationships, review }: Cell): string {
  if (relationships.length > 0) return formatEnds(relationships.map(({ end }) => end));
  return review === undefined ? '' : 'no';
}
