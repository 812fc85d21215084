/*
 * All records of one project, and the views that every screen asks of them: in their order, by their object, by their cell.
 * Immutable: an edit gives a new model that shares every table it does not touch.
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

export const emptyTables: ModelTables = Object.fromEntries(
  modelEntities.map(({ name }) => [name, new Map()]),
  // One empty table for every name of the list that the type is made of.
) as unknown as ModelTables;

/** What is derived from the tables, each made when it is first asked for and only then. */
export type ProjectModel = {
  readonly tables: ModelTables;
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

export function createProjectModel(tables: ModelTables): ProjectModel {
  return {
    tables,
    get objects() {
      return keep(
        this,
        'objects',
        ranked(tables.object.values()).filter(({ rejection }) => rejection === null),
      );
    },
    get rejected() {
      return keep(
        this,
        'rejected',
        ranked(tables.object.values()).filter(({ rejection }) => rejection !== null),
      );
    },
    get objectIndexById() {
      return keep(this, 'objectIndexById', new Map(this.objects.map(({ id }, index) => [id, index])));
    },
    get roles() {
      return keep(this, 'roles', ranked(tables.projectRole.values()));
    },
    get relationshipsByPair() {
      const byPair = groupBy(inOrderOfAge(tables.relationship.values()), pairOfRelationship);
      return keep(this, 'relationshipsByPair', byPair);
    },
    get relationshipsByObject() {
      return keep(this, 'relationshipsByObject', groupByObject(inOrderOfAge(tables.relationship.values())));
    },
    get pairReviewsByPair() {
      const reviews = [...tables.pairReview.values()];
      const byPair = new Map(reviews.map((review) => [pairKey(review.objectAId, review.objectBId), review]));
      return keep(this, 'pairReviewsByPair', byPair);
    },
    get ctasByObject() {
      return keep(this, 'ctasByObject', groupBy(ranked(tables.cta.values()), objectOf));
    },
    get attributesByObject() {
      return keep(this, 'attributesByObject', groupBy(ranked(tables.attribute.values()), objectOf));
    },
    get contextsByObject() {
      return keep(this, 'contextsByObject', groupBy(ranked(tables.context.values()), objectOf));
    },
    get roleIdsByCta() {
      const byCta = new Map<string, Set<string>>();
      for (const { ctaId, projectRoleId } of tables.ctaRole.values()) {
        const roleIds = byCta.get(ctaId) ?? new Set();
        byCta.set(ctaId, roleIds.add(projectRoleId));
      }
      return keep(this, 'roleIdsByCta', byCta);
    },
  };
}

/** Puts what a getter has made in the getter's place. */
function keep<T>(model: ProjectModel, name: keyof ProjectModel, value: T): T {
  Object.defineProperty(model, name, { value, enumerable: true });
  return value;
}

type Ranked = { readonly id: string; readonly rank: string };

/** By rank as its bytes sort; records of one rank by their ids. */
export function ranked<T extends Ranked>(records: Iterable<T>): readonly T[] {
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

function objectOf({ objectId }: { readonly objectId: string }): string {
  return objectId;
}

function pairOfRelationship({ sourceObjectId, targetObjectId }: RelationshipRecord): string {
  return pairKey(sourceObjectId, targetObjectId);
}

function groupBy<T>(records: Iterable<T>, keyOf: (record: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const record of records) {
    const key = keyOf(record);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [record]);
    else group.push(record);
  }
  return groups;
}

function groupByObject(
  relationships: readonly RelationshipRecord[],
): ReadonlyMap<string, readonly RelationshipRecord[]> {
  const groups = new Map<string, RelationshipRecord[]>();
  const add = (id: string, relationship: RelationshipRecord): void => {
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [relationship]);
    else group.push(relationship);
  };
  for (const relationship of relationships) {
    add(relationship.sourceObjectId, relationship);
    if (relationship.targetObjectId !== relationship.sourceObjectId) add(relationship.targetObjectId, relationship);
  }
  return groups;
}
