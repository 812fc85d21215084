/*
 * The edits of a project's model, carried out in one transaction: each is checked against the member's rights, then written; what
 * hangs on a removed record goes along; at the end the whole must fit together, or nothing of it is written. Too many of them for
 * one transaction come in pieces (`editInPieces`), and fit together at the end of the last one.
 */
import type { Actor } from '#shared/rpc/permission-rules.ts';
import { entityTitle } from '#shared/matrix/entity-title.ts';
import { accessLevel, artifactOf } from '#shared/matrix/access-rules.ts';
import type { ProjectAccess } from '#shared/matrix/access-rules.ts';
import { modelEntities } from '#shared/matrix/model-entities.ts';
import type { ModelEntity, ModelEntityName } from '#shared/matrix/model-entities.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import { recordsMax } from '#shared/matrix/records-max.ts';
import { modelProblems } from '#shared/matrix/model-problems.ts';
import type { ModelEdit } from '#shared/matrix/model-edits.ts';
import { isMadeAlready, joinedFields } from '#shared/matrix/pair-relationship.ts';
import type { ProjectFailure } from '#shared/matrix/project-api.ts';
import type { AnyEntity, AnyRecord } from '#shared/schema/entity.ts';

import type { StoreReader, StoreWriter } from '../store/store.ts';
import { createDependents } from './dependents.ts';
import type { Dependents } from './dependents.ts';
import { objectsBehind } from './objects-behind.ts';

/** Thrown inside a transaction, so that all of it is taken back. */
export class EditRefusal extends Error {
  readonly failure: ProjectFailure;
  constructor(failure: ProjectFailure) {
    super(failure.kind);
    this.failure = failure;
  }
}

export type EditScope = {
  readonly actor: Actor;
  readonly project: Pick<ProjectRecord, 'id' | 'tenantId' | 'workspaceId'>;
  readonly access: ProjectAccess;
};
export type Written = {
  readonly written: readonly { readonly entity: string; readonly record: AnyRecord }[];
  readonly removed: readonly { readonly entity: string; readonly id: string }[];
};

const entityByName = new Map<ModelEntityName, ModelEntity>(modelEntities.map((entity) => [entity.name, entity]));

export function editModel(tx: StoreWriter, scope: EditScope, edits: readonly ModelEdit[]): Written {
  const dependents = createDependents(tx, scope.project.id);
  const work: EditWork = { tx, scope, dependents, touched: new Map(), removed: new Map() };
  carryOut(work, edits);
  refuseMisfits([...listProblems(work), ...listMissing(work).flatMap((reference) => problemOf(work, reference))]);
  refuseTooMany(work, madeBy(edits));
  return {
    written: [...work.touched.values()],
    removed: [...work.removed.values()],
  };
}

export type EditsInPieces = {
  /** What they name may be made by a later piece. */
  readonly carryOut: (tx: StoreWriter, edits: readonly ModelEdit[]) => void;
  /** Throws where the whole does not fit together. Writes nothing. */
  readonly finish: (reader: StoreReader) => void;
};

/** Nobody else may write to the project between two pieces. */
export function editInPieces(reader: StoreReader, scope: EditScope): EditsInPieces {
  const dependents = createDependents(reader, scope.project.id);
  const removed: EditWork['removed'] = new Map();
  const unsettled: Reference[] = [];
  const made = new Set<ModelEntityName>();
  return {
    carryOut(tx, edits) {
      const work: EditWork = { tx, scope, dependents, touched: new Map(), removed };
      carryOut(work, edits);
      refuseMisfits(listProblems(work));
      unsettled.push(...listMissing(work));
      for (const name of madeBy(edits)) made.add(name);
    },
    finish(store) {
      const work = { tx: store, scope };
      refuseMisfits(unsettled.flatMap((reference) => problemOf(work, reference)));
      refuseTooMany(work, made);
    },
  };
}

function madeBy(edits: readonly ModelEdit[]): ReadonlySet<ModelEntityName> {
  return new Set(edits.filter(({ kind }) => kind === 'create').map(({ entity }) => entity));
}

type Touch = { readonly entity: ModelEntityName; readonly record: AnyRecord };
type Looking = { readonly tx: StoreReader; readonly scope: EditScope };
type EditWork = Looking & {
  readonly tx: StoreWriter;
  readonly dependents: Dependents;
  readonly touched: Map<string, Touch>;
  readonly removed: Map<string, { readonly entity: ModelEntityName; readonly id: string }>;
};

function carryOut(work: EditWork, edits: readonly ModelEdit[]): void {
  for (const edit of edits) {
    if (edit.kind === 'create') createRecord(work, edit);
    else if (edit.kind === 'patch') patchRecord(work, edit);
    else removeRecord(work, edit.entity, edit.id);
  }
}

function createRecord(work: EditWork, edit: Extract<ModelEdit, { kind: 'create' }>): void {
  const { tx, scope, dependents, touched, removed } = work;
  const joined = joinedPatch(work, edit);
  if (joined !== undefined) return patchRecord(work, joined);
  const { tenantId, workspaceId, id: projectId } = scope.project;
  const draft = { ...edit.fields, id: edit.id, tenantId, workspaceId, projectId };
  const record = asAny(tx).create(entityOf(edit.entity), draft);
  // A deleted record comes back with what is fixed of it, so what is looked at is what it has become.
  if (record['projectId'] !== projectId) refuse(`the id of the new ${entityTitle(edit.entity)} is taken`);
  demandEdit(tx, scope, edit.entity, record);
  dependents.note(edit.entity, record);
  touched.set(edit.id, { entity: edit.entity, record });
  removed.delete(edit.id);
}

/** Two who relate the same objects at the same time make one relationship. */
function joinedPatch({ tx, scope }: EditWork, { entity, id, fields }: Extract<ModelEdit, { kind: 'create' }>) {
  const known = entity === 'relationship' ? asAny(tx).find(entityOf(entity), id) : undefined;
  const isMade = known?.['projectId'] === scope.project.id && isMadeAlready(scope.project.id, known, { ...fields, id });
  return isMade ? ({ kind: 'patch', entity, id, fields: joinedFields(known, fields) } as const) : undefined;
}

function patchRecord(work: EditWork, edit: Extract<ModelEdit, { kind: 'patch' }>): void {
  const { tx, scope, dependents, touched } = work;
  const before = findInProject(work, edit.entity, edit.id);
  const fixed = ['id', 'tenantId', 'workspaceId', 'projectId'].find((field) => field in edit.fields);
  if (fixed !== undefined) refuse(`the field "${fixed}" cannot be changed`);
  demandEdit(tx, scope, edit.entity, before);
  demandEdit(tx, scope, edit.entity, { ...before, ...edit.fields });
  const record = asAny(tx).patch(entityOf(edit.entity), edit.id, edit.fields);
  dependents.note(edit.entity, record);
  touched.set(edit.id, { entity: edit.entity, record });
}

function removeRecord(work: EditWork, name: ModelEntityName, id: string): void {
  const { tx, scope, dependents, touched, removed } = work;
  if (removed.has(id)) return; // It hung on another one that was removed.
  demandEdit(tx, scope, name, findInProject(work, name, id));
  removed.set(id, { entity: name, id });
  for (const dependent of dependents.listOf(name, id)) {
    if (!removed.has(dependent.id)) removeRecord(work, dependent.entity, dependent.id);
  }
  tx.remove(entityOf(name), id);
  touched.delete(id);
}

function demandEdit(tx: StoreReader, { access }: EditScope, name: ModelEntityName, record: Fields): void {
  const artifact = artifactOf[name];
  if (accessLevel(access, artifact, objectsBehind(tx, name, record)) === 'edit') return;
  throw new EditRefusal({ kind: 'project-read-only', what: `the ${artifact} here` });
}

type Fields = { readonly [field: string]: unknown };

function findInProject({ tx, scope }: EditWork, name: ModelEntityName, id: string): AnyRecord {
  const record = asAny(tx).find(entityOf(name), id);
  if (record !== undefined && record['projectId'] === scope.project.id) return record;
  return refuse(`the ${entityTitle(name)} is not in this project any more`);
}

/** What keeps the rules of its kind not. */
function listProblems({ touched }: EditWork): string[] {
  return [...touched.values()].flatMap(({ entity, record }) => modelProblems(entity, record));
}

type Reference = { readonly entity: ModelEntityName; readonly target: ModelEntityName; readonly id: string };

/** References must lead to records of this project: those that do not, as it is now. */
function listMissing(work: EditWork): readonly Reference[] {
  return [...work.touched.values()].flatMap(({ entity, record }) =>
    Object.entries(entityOf(entity).fields as AnyEntity['fields']).flatMap(([field, { target }]) => {
      const id = record[field];
      if (typeof id !== 'string' || !isModelEntity(target)) return [];
      const reference = { entity, target, id };
      return problemOf(work, reference).length === 0 ? [] : [reference];
    }),
  );
}

/** None where it leads to a record of this project. */
function problemOf({ tx, scope }: Looking, { entity, target, id }: Reference): readonly string[] {
  if (asAny(tx).find(entityOf(target), id)?.['projectId'] === scope.project.id) return [];
  return [`the ${entityTitle(target)} of a ${entityTitle(entity)} is not in this project`];
}

function refuseMisfits(all: readonly string[]): void {
  const problems = [...new Set(all)];
  if (problems.length > 0) throw new EditRefusal({ kind: 'edit-refused', problems });
}

function refuseTooMany({ tx, scope }: Looking, made: ReadonlySet<ModelEntityName>): void {
  for (const name of made) {
    const count = asAny(tx).count(entityOf(name), { projectId: scope.project.id });
    const countMax = recordsMax[name];
    if (count > countMax)
      throw new EditRefusal({ kind: 'project-full', what: `${entityTitle(name)}s`, count, countMax });
  }
}

function isModelEntity(name: string | undefined): name is ModelEntityName {
  return entityByName.has(name as ModelEntityName); // The map is asked with whatever it is.
}

function entityOf(name: ModelEntityName): ModelEntity {
  const entity = entityByName.get(name);
  if (entity === undefined) throw new Error(`There is no entity ${name}.`);
  return entity;
}

function refuse(problem: string): never {
  throw new EditRefusal({ kind: 'edit-refused', problems: [problem] });
}

type AnyWriter = {
  readonly create: (entity: ModelEntity, draft: Fields) => AnyRecord;
  readonly patch: (entity: ModelEntity, id: string, patch: Fields) => AnyRecord;
  readonly find: (entity: ModelEntity, id: string) => AnyRecord | undefined;
  readonly count: (entity: ModelEntity, where: Fields) => number;
};

/** The store parses every draft and patch by the entity's own schema, so what is not of its type is refused there. */
function asAny(tx: StoreReader): AnyWriter {
  return tx as unknown as AnyWriter;
}
