/*
 * Taking back what the log shows, as a new edit: an entry, one record of it, or one field. It goes through the same door as every other
 * edit, so rights, references and limits hold; and what has been changed since is left alone, unless one asks for it.
 */
import type { CommonFailure } from '#shared/rpc/contract.ts';
import { fail } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { changeFailureSchema } from '#shared/matrix/changes/change-api.ts';
import { entityTitle, fieldTitle, recordTitle } from '#shared/matrix/changes/change-titles.ts';
import { modelEntities } from '#shared/matrix/model-entities.ts';
import type { ModelEntityName } from '#shared/matrix/model-entities.ts';
import { projectEntity, projectMembershipEntity } from '#shared/matrix/project-entities.ts';
import type { ModelEdit } from '#shared/matrix/model-edits.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';
import type { AnyEntity, AnyRecord } from '#shared/schema/entity.ts';
import type { z } from 'zod';

import { writtenBy } from '../rpc/handlers.ts';
import type { ReadChange } from '../store/change-reader.ts';
import { invertEffect, summariseChanges } from '../store/invert-changes.ts';
import type { GroupEffect } from '../store/invert-changes.ts';
import type { Store } from '../store/store.ts';
import { nameOf } from './change-names.ts';
import { refuseOthersWords } from './comment-authors.ts';
import { editModel } from './edit-model.ts';
import { attemptEdit } from './project-handlers.ts';
import { isReadable } from './read-changes.ts';
import type { ChangeScope } from './read-changes.ts';

export type RevertFailure = z.infer<typeof changeFailureSchema> | CommonFailure;
export type RevertRequest = {
  readonly undoGroup: string;
  readonly recordId?: string | undefined;
  readonly field?: string | undefined;
  readonly isForced: boolean;
};

/** Changes of one entry; an import of the largest project has fewer. */
const changesMax = 400_000;

const entityByName = new Map<string, AnyEntity>(
  [...modelEntities, projectEntity].map((entity) => [entity.name, entity]),
);

/** Thrown inside the transaction, which takes all of it back. */
class Superseded extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super('change-superseded');
    this.problems = problems;
  }
}

export function revertChanges(
  scope: ChangeScope & { readonly actor: Actor },
  request: RevertRequest,
): Result<{ readonly recordCount: number }, RevertFailure> {
  const { store, actor, project } = scope;
  const changes = listWanted(scope, request);
  if (changes.length === 0) return fail({ kind: 'record-missing', entity: 'change', id: request.undoGroup });
  const refusal = refusalOf(changes);
  if (refusal !== null) return fail({ kind: 'edit-refused', problems: [refusal] });
  const opposites = summariseChanges(changes, entityByName).map((effect) =>
    oppositeOf(scope, onlyField(effect, request.field), changes),
  );
  const problems = opposites.flatMap((opposite) => opposite.problems);
  if (problems.length > 0 && !request.isForced) return fail({ kind: 'change-superseded', problems });
  const edits = opposites.flatMap(({ edit }) => edit ?? []);
  const projectPatch = opposites.find((opposite) => opposite.projectPatch !== undefined)?.projectPatch;
  if (projectPatch !== undefined && scope.access.role === 'viewer')
    return fail({ kind: 'project-read-only', what: 'this project' });
  const label = `Take back: ${labelOf(scope, changes)}`.slice(0, 200);
  try {
    return attemptEdit(() =>
      store.write({ ...writtenBy(actor), label }, (tx) => {
        if (projectPatch !== undefined) tx.patch(projectEntity, project.id, projectPatch);
        refuseOthersWords(tx, scope, wordsOfOthers(scope, changes, edits));
        const { removed } = editModel(tx, scope, edits);
        const wanted = new Set(edits.map(({ id }) => id));
        const others = removed.filter(({ id }) => !wanted.has(id));
        if (others.length > 0 && !request.isForced) throw new Superseded([dependentsText(others)]);
        return { recordCount: edits.length + removed.length + Number(projectPatch !== undefined) };
      }),
    );
  } catch (error) {
    if (error instanceof Superseded) return fail({ kind: 'change-superseded', problems: [...error.problems] });
    throw error;
  }
}

/** Why it is not for the log to take back, whoever asks; null where it is. */
function refusalOf(changes: readonly ReadChange[]): string | null {
  if (changes.some(({ entity, before }) => entity === projectEntity.name && before === null))
    return 'a project is deleted as a whole, in its settings';
  // Who owns the project is a matter of its members too; else a former owner could take it back.
  const isOfOwner = changes.some(({ entity, patch }) => entity === projectEntity.name && 'ownerId' in patch);
  if (isOfOwner || changes.some(({ entity }) => entity === projectMembershipEntity.name))
    return 'who takes part is changed in the settings of the project';
  return null;
}

/** Oldest first, as they are summed up. */
function listWanted(scope: ChangeScope, { undoGroup, recordId }: RevertRequest): readonly ReadChange[] {
  return scope.store
    .listChanges({ undoGroup, limit: changesMax })
    .filter((change) => recordId === undefined || change.recordId === recordId)
    .filter((change) => isReadable(scope, change))
    .toReversed();
}

function onlyField(effect: GroupEffect, field: string | undefined): GroupEffect {
  if (field === undefined) return effect;
  return {
    ...effect,
    isCreated: false,
    fields: new Map([...effect.fields].filter(([name]) => name === field)),
    splices: new Map([...effect.splices].filter(([name]) => name === field)),
  };
}

type Opposite = {
  readonly edit: ModelEdit | undefined;
  readonly projectPatch?: { readonly [field: string]: unknown } | undefined;
  /** What stands in the way, where it is not forced. */
  readonly problems: readonly string[];
};

const nothing: Opposite = { edit: undefined, problems: [] };

function oppositeOf(scope: ChangeScope, effect: GroupEffect, changes: readonly ReadChange[]): Opposite {
  const { store } = scope;
  const { entity, recordId } = effect;
  const record = store.findWithDeleted(entity, recordId);
  if (record === undefined) return nothing;
  const title = `the ${entityTitle(entity)} ${recordTitle(entity, record, (id) => nameOf(scope, id))}`;
  const isDeleted = record['deletedAt'] !== null;
  if (effect.isCreated) return isDeleted ? nothing : removal(store, effect, { title, changes });
  const { values } = invertEffect(effect, record, 0);
  const skipped = isDeleted && values['deletedAt'] === undefined ? [] : superseded(effect, record, values);
  const problems = skipped.map((field) => `${fieldTitle(entity, field)} of ${title} has been changed since`);
  if (values['deletedAt'] === null) return { edit: recreation(entity, record, values), problems: [] };
  if (isDeleted) return { edit: undefined, problems: [`${title} has been deleted since`] };
  if (typeof values['deletedAt'] === 'number')
    return { edit: { kind: 'remove', entity: modelName(entity), id: recordId }, problems };
  const fields = {
    ...values,
    ...Object.fromEntries(skipped.map((field) => [field, effect.fields.get(field)?.before])),
  };
  if (Object.keys(fields).length === 0) return nothing;
  if (entity === projectEntity.name) return { edit: undefined, projectPatch: fields, problems };
  return { edit: { kind: 'patch', entity: modelName(entity), id: recordId, fields }, problems };
}

/** Fields that have another value than the change gave them, and not the one from before it either. */
function superseded(
  effect: GroupEffect,
  record: AnyRecord,
  values: { readonly [field: string]: unknown },
): readonly string[] {
  return [...effect.fields]
    .filter(([field, { before }]) => !(field in values) && JSON.stringify(record[field]) !== JSON.stringify(before))
    .map(([field]) => field)
    .concat([...effect.splices.keys()].filter((field) => !(field in values)));
}

/**
 * Edits in which somebody may change another one's words. What a person has done to comments themself they take back whole, and
 * an owner what anybody has made or deleted; the words of another stay theirs.
 */
function wordsOfOthers(
  { access, actor }: ChangeScope & { readonly actor: Actor },
  changes: readonly ReadChange[],
  edits: readonly ModelEdit[],
): readonly ModelEdit[] {
  if (changes.every(({ actorId }) => actorId === actor.userId)) return [];
  return access.role === 'owner' ? edits.filter(({ kind }) => kind === 'patch') : edits;
}

type Removal = { readonly title: string; readonly changes: readonly ReadChange[] };

/** What was made is deleted; if it has been worked on since, that is a reason to ask. */
function removal(store: Store, { entity, recordId }: GroupEffect, { title, changes }: Removal): Opposite {
  const last = changes.findLast((change) => change.recordId === recordId)?.stamp ?? '';
  const [latest] = store.listChangeHeads({ recordId, limit: 1 });
  const problems = latest !== undefined && latest.stamp > last ? [`${title} has been changed since`] : [];
  return { edit: { kind: 'remove', entity: modelName(entity), id: recordId }, problems };
}

const system = new Set(['id', 'tenantId', 'workspaceId', 'projectId', 'createdAt', 'updatedAt', 'deletedAt']);

function recreation(entity: string, record: AnyRecord, values: { readonly [field: string]: unknown }): ModelEdit {
  const fields = Object.fromEntries(Object.entries({ ...record, ...values }).filter(([field]) => !system.has(field)));
  return { kind: 'create', entity: modelName(entity), id: record.id, fields };
}

function modelName(entity: string): ModelEntityName {
  const found = modelEntities.find(({ name }) => name === entity);
  if (found === undefined) throw new Error(`${entity} is no part of a model.`);
  return found.name;
}

function dependentsText(removed: readonly { readonly entity: string }[]): string {
  const counts = [...Map.groupBy(removed, ({ entity }) => entity)].map(
    ([entity, of]) => `${String(of.length)} × ${entityTitle(entity)}`,
  );
  return `what has been added to it since would go along (${counts.join(', ')})`;
}

function labelOf(scope: ChangeScope, changes: readonly ReadChange[]): string {
  const { store } = scope;
  const [first] = changes;
  const record = first === undefined ? undefined : store.findWithDeleted(first.entity, first.recordId);
  if (first === undefined || record === undefined) return 'a change';
  const more = new Set(changes.map(({ recordId }) => recordId)).size - 1;
  const title = recordTitle(first.entity, record, (id) => nameOf(scope, id));
  return `${entityTitle(first.entity)} ${title}${more > 0 ? ` and ${String(more)} more` : ''}`;
}
