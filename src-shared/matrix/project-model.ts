/*
 * All records of one project, and the views that every screen asks of them: in their order, by their object, by their cell.
 * Immutable: an edit gives a new model, which takes over from the one before it every table and view that it does not touch.
 */
import { modelEntities } from './matrix-entities.ts';
import type {
  AttributeRecord,
  ContextRecord,
  CtaRecord,
  ModelEntityName,
  ModelRecord,
  ObjectRecord,
  PairReviewRecord,
  ProjectRoleRecord,
  RelationshipRecord,
} from './matrix-entities.ts';
import { pairKey } from './matrix-keys.ts';

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
};
type ViewName = keyof ModelViews;

export type ProjectModel = ModelViews & { readonly tables: ModelTables };

type View<T> = { readonly from: ModelEntityName; readonly make: (tables: ModelTables) => T };

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
    make: ({ relationship }) =>
      groupBy(inOrderOfAge(relationship.values()), (record) => [pairKey(record.sourceObjectId, record.targetObjectId)]),
  },
  relationshipsByObject: {
    from: 'relationship',
    make: ({ relationship }) => groupBy(inOrderOfAge(relationship.values()), endsOf),
  },
  pairReviewsByPair: {
    from: 'pairReview',
    make: ({ pairReview }) =>
      new Map([...pairReview.values()].map((review) => [pairKey(review.objectAId, review.objectBId), review])),
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
};

const madeViews = new WeakMap<ProjectModel, Map<ViewName, unknown>>();

/** `before` is the model that these tables were made from. */
export function createProjectModel(tables: ModelTables, before?: ProjectModel): ProjectModel {
  const made = new Map<ViewName, unknown>();
  for (const [name, view] of (before === undefined ? undefined : madeViews.get(before)) ?? []) {
    const { from } = views[name];
    if (before?.tables[from] === tables[from]) made.set(name, view);
  }
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

function viewOf(made: Map<ViewName, unknown>, name: ViewName, tables: ModelTables): unknown {
  if (!made.has(name)) made.set(name, views[name].make(tables));
  return made.get(name);
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

function objectOf({ objectId }: { readonly objectId: string }): readonly string[] {
  return [objectId];
}

function endsOf({ sourceObjectId, targetObjectId }: RelationshipRecord): readonly string[] {
  return sourceObjectId === targetObjectId ? [sourceObjectId] : [sourceObjectId, targetObjectId];
}

function groupBy<T>(records: Iterable<T>, keysOf: (record: T) => readonly string[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const record of records) {
    for (const key of keysOf(record)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [record]);
      else group.push(record);
    }
  }
  return groups;
}
