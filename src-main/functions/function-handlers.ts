import { createId } from '#shared/base/id.ts';
import type { RandomBytes } from '#shared/base/id.ts';
import type { Clock } from '#shared/base/instant.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { Language } from '#shared/calls/language.ts';
import type { DraftFailure, FunctionFailure, functionApi } from '#shared/functions/function-api.ts';
import { functionEntity, functionVersionEntity } from '#shared/functions/function-entities.ts';
import type { FunctionMetadata, FunctionRecord } from '#shared/functions/function-entities.ts';
import {
  acceptName,
  acceptVersion,
  emptyMetadata,
  folderPath,
  freeName,
  latestVersion,
  metadataFromSignature,
} from '#shared/functions/function-rules.ts';
import type { Signature } from '#shared/functions/parameter.ts';
import { readSignature } from '#shared/functions/read-signature.ts';
import { templateSource } from '#shared/functions/templates.ts';
import type { CommonFailure } from '#shared/rpc/contract.ts';
import type { AnyEntity, AnyRecord } from '#shared/schema/entity.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';
import { workspaceEntity } from '#shared/workspaces/workspace-entities.ts';

import { demand, writtenBy } from '../rpc/handlers.ts';
import type { HandlersOf } from '../rpc/handlers.ts';
import type { Store, StoreReader } from '../store/store.ts';
import { sourceChecksum } from './run-request.ts';

export type FunctionDeps = { readonly store: Store; readonly clock: Clock; readonly random: RandomBytes };

export function createFunctionHandlers(deps: FunctionDeps): HandlersOf<typeof functionApi> {
  return {
    create: (input, { actor }) => createFunction(deps, input, actor),
    duplicate: ({ functionId }, { actor }) => duplicateFunction(deps, functionId, actor),
    saveDraft: (input, { actor }) => saveDraft(deps, input, actor),
    release: (input, { actor }) => releaseDraft(deps, input, actor),
  };
}

type FunctionHandlers = HandlersOf<typeof functionApi>;
type InputOf<N extends keyof FunctionHandlers> = Parameters<FunctionHandlers[N]>[0];

function createFunction(
  { store, clock, random }: FunctionDeps,
  { workspaceId, name: given, folder, language, template, source: givenSource }: InputOf<'create'>,
  actor: Actor,
): Result<{ readonly id: string }, FunctionFailure | CommonFailure> {
  const workspace = store.get(workspaceEntity, workspaceId);
  const allowed = demand(actor, 'function:edit', workspace);
  if (!allowed.ok) return allowed;
  const name = acceptName(given);
  if (!name.ok) return name;
  const source = givenSource ?? templateSource(language, template);
  const id = createId(clock.nowMs(), random);
  store.write({ ...writtenBy(actor), label: `New function ${name.value}` }, (tx) => {
    tx.create(functionEntity, {
      id,
      tenantId: workspace.tenantId,
      workspaceId,
      name: freeName(name.value, namesIn(tx, workspaceId)),
      createdBy: actor.userId,
      folder: folderPath(folder),
      language,
      ...draftOf(language, source, emptyMetadata, null),
    });
  });
  return ok({ id });
}

function duplicateFunction(
  { store, clock, random }: FunctionDeps,
  functionId: string,
  actor: Actor,
): Result<{ readonly id: string }, FunctionFailure | CommonFailure> {
  const original = store.get(functionEntity, functionId);
  const allowed = demand(actor, 'function:edit', original);
  if (!allowed.ok) return allowed;
  const id = createId(clock.nowMs(), random);
  const { tenantId, workspaceId, folder, language, draftSource, draftChecksum, metadata } = original;
  store.write({ ...writtenBy(actor), label: `Duplicate ${original.name}` }, (tx) => {
    const name = freeName(original.name, namesIn(tx, workspaceId));
    tx.create(functionEntity, {
      id,
      tenantId,
      workspaceId,
      name,
      createdBy: actor.userId,
      folder,
      language,
      draftSource,
      draftChecksum,
      metadata,
    });
  });
  return ok({ id });
}

type SavedDraft = { readonly checksum: string; readonly updatedAt: number; readonly signature: Signature | null };

function saveDraft(
  { store }: Pick<FunctionDeps, 'store'>,
  { functionId, source, baseChecksum, undoGroup }: InputOf<'saveDraft'>,
  actor: Actor,
): Result<SavedDraft, DraftFailure | CommonFailure> {
  const before = store.get(functionEntity, functionId);
  const allowed = demand(actor, 'function:edit', before);
  if (!allowed.ok) return allowed;
  const { draftSource, updatedAt } = before;
  // Of the text that is there: the stored one is that of the later of two edits that were woven together.
  const checksum = sourceChecksum(before.language, before.metadata.entry, draftSource);
  if (baseChecksum !== undefined && baseChecksum !== checksum) {
    return fail({ kind: 'draft-changed', source: draftSource, checksum, updatedAt });
  }
  const signature = readSignature(before.language, source, declaredEntry(before));
  const draft = draftOf(before.language, source, before.metadata, declaredEntry(before));
  const saved = store.write({ ...writtenBy(actor), undoGroup, label: `Edit ${before.name}` }, (tx) =>
    tx.patch(functionEntity, functionId, draft),
  );
  return ok({ checksum: draft.draftChecksum, updatedAt: saved.updatedAt, signature });
}

function releaseDraft(
  { store, clock, random }: FunctionDeps,
  { functionId, version: given, notes }: InputOf<'release'>,
  actor: Actor,
): Result<{ readonly versionId: string }, FunctionFailure | CommonFailure> {
  const draft = store.get(functionEntity, functionId);
  const allowed = demand(actor, 'function:release', draft);
  if (!allowed.ok) return allowed;
  const released = store.list(functionVersionEntity, { where: { functionId } });
  const version = acceptVersion(
    given,
    released.map((one) => one.version),
  );
  if (!version.ok) return version;
  const latest = latestVersion(released.map((one) => one.version));
  // Of the text that is there: two edits that were woven together have left the checksum of one.
  const current = draftOf(draft.language, draft.draftSource, draft.metadata, declaredEntry(draft));
  const isStale = current.draftChecksum !== draft.draftChecksum;
  const unchanged = released.find((one) => one.version === latest && one.checksum === current.draftChecksum);
  if (unchanged !== undefined) return fail({ kind: 'draft-unchanged', version: unchanged.version });
  const id = createId(clock.nowMs(), random);
  store.write({ ...writtenBy(actor), label: `Release ${draft.name} ${version.value}` }, (tx) => {
    if (isStale && demand(actor, 'function:edit', draft).ok) tx.patch(functionEntity, functionId, current);
    tx.create(functionVersionEntity, {
      id,
      tenantId: draft.tenantId,
      workspaceId: draft.workspaceId,
      functionId,
      version: version.value,
      sourceCode: draft.draftSource,
      metadata: current.metadata,
      checksum: current.draftChecksum,
      releasedBy: actor.userId,
      releasedAt: clock.nowMs(),
      notes,
    });
  });
  return ok({ versionId: id });
}

/** What is kept of a source: itself, its checksum, and what is read from it. */
export function draftOf(language: Language, source: string, before: FunctionMetadata, declared: string | null) {
  const metadata = metadataFromSignature(before, readSignature(language, source, declared));
  return { draftSource: source, draftChecksum: sourceChecksum(language, metadata.entry, source), metadata };
}

/** For whoever writes a source without knowing what a function is. */
export function completeDraft(entity: AnyEntity, record: AnyRecord, values: Values): Values {
  const { draftSource } = values;
  if (entity.name !== functionEntity.name || typeof draftSource !== 'string') return values;
  // The store's own, of this entity.
  const before = record as FunctionRecord;
  return { ...values, ...draftOf(before.language, draftSource, before.metadata, declaredEntry(before)) };
}

type Values = { readonly [field: string]: unknown };

/** The entry, when a person or a file has named it: then it is not the one that the source alone would give. */
function declaredEntry({ language, draftSource, metadata }: FunctionRecord): string | null {
  const found = readSignature(language, draftSource)?.entry;
  return found === undefined || found === metadata.entry || metadata.entry === '' ? null : metadata.entry;
}

function namesIn(store: StoreReader, workspaceId: string): readonly string[] {
  return store.list(functionEntity, { where: { workspaceId } }).map(({ name }) => name);
}
