/*
 * All records of one project, and the views that every screen asks of them: in their order, by their object, by their cell.
 * Immutable: an edit gives a new model, which takes over from the one before it every table and view that it does not touch.
 */
import { LazyMap } from '../base/lazy-map.ts';
import { overlayMap } from '../base/overlay-map.ts';
import { textsOf } from '../records/packed-records.ts';
import type { AttributeRecord, ContextRecord } from './attribute-entities.ts';
import type { CtaRecord, ProjectRoleRecord } from './cta-entities.ts';
import { modelEntities } from './model-entities.ts';
import type { ModelEntityName, ModelRecord } from './model-entities.ts';
import type { ObjectRecord, PairReviewRecord, RelationshipRecord } from './object-entities.ts';
import type { CommentRecord, OpenQuestionRecord } from './question-entities.ts';
import { groupBy, regroup, tableChanges } from './system/grouped-view.ts';
import { pairKey } from './matrix-keys.ts';
import { groupRows, packedRowsOf } from './packed-groups.ts';

export type ModelTables = { readonly [N in ModelEntityName]: ReadonlyMap<string, ModelRecord<N>> };

/** One empty table for every name of the list that the type is made of. */
export const emptyTables = Object.fromEntries(
  modelEntities.map(({ name }) => [name, new Map()]),
) as unknown as ModelTables;

/** What is derived from the tables; each view is made when it is first asked for. */
export type ModelViews = {
  /** Objects of the model, rejected nouns left out, in the order of rows and columns. */
  readonly objects: readonly ObjectRecord[];
  readonly rejected: readonly ObjectRecord[];
  /** Index in `objects` by id. */
  readonly objectIndexById: ReadonlyMap<string, number>;
  readonly roles: readonly ProjectRoleRecord[];
  /** By `pairKey`; several relationships of one pair are in the order in which they were made. */
  readonly relationshipsByPair: ReadonlyMap<string, readonly RelationshipRecord[]>;
  /** Each object's relationships at either end; a self relationship once. */
  readonly relationshipsByObject: ReadonlyMap<string, readonly RelationshipRecord[]>;
  readonly pairReviewsByPair: ReadonlyMap<string, PairReviewRecord>;
  /** By object, ranked. */
  readonly ctasByObject: ReadonlyMap<string, readonly CtaRecord[]>;
  readonly attributesByObject: ReadonlyMap<string, readonly AttributeRecord[]>;
  readonly contextsByObject: ReadonlyMap<string, readonly ContextRecord[]>;
  readonly roleIdsByCta: ReadonlyMap<string, ReadonlySet<string>>;
  /** Those that are still open, by what they are about. */
  readonly openQuestionsBySubject: ReadonlyMap<string, readonly OpenQuestionRecord[]>;
  /** By what they are about, in the order in which they were written. */
  readonly commentsBySubject: ReadonlyMap<string, readonly CommentRecord[]>;
};
type ViewName = keyof ModelViews;

export type ProjectModel = ModelViews & { readonly tables: ModelTables };

/** `next` makes it from the view before and what has changed since: a whole matrix is not grouped anew for one cell. */
type View<T> = {
  readonly from: ModelEntityName;
  readonly make: (tables: ModelTables) => T;
  readonly next?: (view: T, before: ModelTables, tables: ModelTables) => T;
};

/** Each view is made from one table. */
const views: { readonly [name in ViewName]: View<ModelViews[name]> } = {
  objects: { from: 'object', make: ({ object }) => objectsOf(object) },
  rejected: { from: 'object', make: ({ object }) => ranked([...object.values()].filter(isRejected)) },
  objectIndexById: {
    from: 'object',
    make: ({ object }) => new Map(objectsOf(object).map(({ id }, index) => [id, index])),
  },
  roles: { from: 'projectRole', make: ({ projectRole }) => ranked(projectRole.values()) },
  relationshipsByPair: {
    from: 'relationship',
    make: ({ relationship }) => groupRelationships(relationship, pairOfEnds),
    next: (view, before, { relationship }) =>
      regroup(view, tableChanges(before.relationship, relationship), byEnds(pairOfEnds), inOrderOfAge),
  },
  relationshipsByObject: {
    from: 'relationship',
    make: ({ relationship }) => groupRelationships(relationship, bothEnds),
    next: (view, before, { relationship }) =>
      regroup(view, tableChanges(before.relationship, relationship), byEnds(bothEnds), inOrderOfAge),
  },
  pairReviewsByPair: {
    from: 'pairReview',
    make: ({ pairReview }) => reviewsByPair(pairReview),
    next: (view, before, { pairReview }) => {
      const next = new Map<string, PairReviewRecord | undefined>();
      const changes = tableChanges(before.pairReview, pairReview);
      for (const { before: gone } of changes) if (gone !== undefined) next.set(reviewedPair(gone), undefined);
      for (const { after } of changes) if (after !== undefined) next.set(reviewedPair(after), after);
      return overlayMap(view, next);
    },
  },
  ctasByObject: { from: 'cta', make: ({ cta }) => groupBy(ranked(cta.values()), objectOf) },
  attributesByObject: { from: 'attribute', make: ({ attribute }) => groupBy(ranked(attribute.values()), objectOf) },
  contextsByObject: { from: 'context', make: ({ context }) => groupBy(ranked(context.values()), objectOf) },
  roleIdsByCta: {
    from: 'ctaRole',
    make: ({ ctaRole }) => {
      const grouped = groupBy(ctaRole.values(), ({ ctaId }) => [ctaId]);
      return new Map([...grouped].map(([ctaId, roles]) => [ctaId, new Set(roles.map((role) => role.projectRoleId))]));
    },
  },
  openQuestionsBySubject: {
    from: 'openQuestion',
    make: ({ openQuestion }) =>
      groupBy(
        inOrderOfAge(openQuestion.values()).filter(({ isOpen }) => isOpen),
        subjectOf,
      ),
  },
  commentsBySubject: {
    from: 'comment',
    make: ({ comment }) => groupBy(inOrderOfAge(comment.values()), subjectOf),
  },
};

/** A view, and the tables that it was made from. */
type Made = { readonly view: unknown; readonly tables: ModelTables };

const madeViews = new WeakMap<ProjectModel, Map<ViewName, Made>>();

/** `before` is the model that these tables were made from. */
export function createProjectModel(tables: ModelTables, before?: ProjectModel): ProjectModel {
  // Views that are out of date are taken over too: they are brought up to date when they are asked for.
  const made = new Map<ViewName, Made>(before === undefined ? [] : madeViews.get(before));
  const model = { tables };
  for (const name of Object.keys(views) as ViewName[]) {
    Object.defineProperty(model, name, { enumerable: true, get: () => viewOf(made, name, tables) });
  }
  // Each view has been defined under its own name.
  const whole = model as ProjectModel;
  madeViews.set(whole, made);
  return whole;
}

export const emptyModel: ProjectModel = createProjectModel(emptyTables);

function viewOf(made: Map<ViewName, Made>, name: ViewName, tables: ModelTables): unknown {
  // What was made under a name is of the type that its own entry in `views` makes.
  const { from, make, next } = views[name] as View<unknown>;
  const known = made.get(name);
  if (known?.tables[from] === tables[from]) return known?.view;
  const view = known === undefined || next === undefined ? make(tables) : next(known.view, known.tables, tables);
  made.set(name, { view, tables });
  return view;
}

function objectsOf(table: ModelTables['object']): readonly ObjectRecord[] {
  return ranked([...table.values()].filter((object) => !isRejected(object)));
}

function isRejected({ rejection }: ObjectRecord): boolean {
  return rejection !== null;
}

/** By rank as its bytes sort; records of one rank by their ids. */
export function ranked<T extends { readonly id: string; readonly rank: string }>(records: Iterable<T>): readonly T[] {
  return [...records].toSorted((left, right) =>
    left.rank === right.rank ? compareText(left.id, right.id) : compareText(left.rank, right.rank),
  );
}

// Ids sort by when they were made.
function inOrderOfAge<T extends { readonly id: string }>(records: Iterable<T>): readonly T[] {
  return [...records].toSorted((left, right) => compareText(left.id, right.id));
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function reviewsByPair(table: ModelTables['pairReview']): ReadonlyMap<string, PairReviewRecord> {
  const rows = packedRowsOf(table);
  if (rows === undefined) return new Map([...table.values()].map((review) => [reviewedPair(review), review]));
  const ones = textsOf(rows, 'objectAId');
  const others = textsOf(rows, 'objectBId');
  return new LazyMap(
    () => new Map(ones.map((one, row) => [pairKey(one, others[row] ?? ''), row])),
    (row) => rows.recordAt(row) as PairReviewRecord, // Of that table's own entity.
  );
}

function reviewedPair({ objectAId, objectBId }: PairReviewRecord): string {
  return pairKey(objectAId, objectBId);
}

function subjectOf({ subjectId }: { readonly subjectId: string }): readonly string[] {
  return [subjectId];
}

function objectOf({ objectId }: { readonly objectId: string }): readonly string[] {
  return [objectId];
}

type KeysOfEnds = (sourceId: string, targetId: string) => readonly string[];

function groupRelationships(
  table: ModelTables['relationship'],
  keysOf: KeysOfEnds,
): ReadonlyMap<string, readonly RelationshipRecord[]> {
  const rows = packedRowsOf(table);
  return rows === undefined
    ? groupBy(inOrderOfAge(table.values()), byEnds(keysOf))
    : groupRows(rows, ['sourceObjectId', 'targetObjectId'], keysOf, inOrderOfAge<RelationshipRecord>);
}

function byEnds(keysOf: KeysOfEnds): (relationship: RelationshipRecord) => readonly string[] {
  return ({ sourceObjectId, targetObjectId }) => keysOf(sourceObjectId, targetObjectId);
}

function pairOfEnds(sourceId: string, targetId: string): readonly string[] {
  return [pairKey(sourceId, targetId)];
}

/** A self relationship has one. */
function bothEnds(sourceId: string, targetId: string): readonly string[] {
  return sourceId === targetId ? [sourceId] : [sourceId, targetId];
}
