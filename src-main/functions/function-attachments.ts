import { attachmentEntity } from '#shared/attachments/attachment-entities.ts';
import type { AttachmentRecord } from '#shared/attachments/attachment-entities.ts';
import { freeFileName } from '#shared/attachments/clean-file-name.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { functionEntity } from '#shared/functions/function-entities.ts';
import type { FunctionRecord } from '#shared/functions/function-entities.ts';
import type { CommonFailure } from '#shared/rpc/contract.ts';
import type { Actor, Permission } from '#shared/rpc/permission-rules.ts';

import type { ShelfFailure, Shelves } from '../attachments/attachment-shelf.ts';
import { demand, writtenBy } from '../rpc/handlers.ts';
import type { Store, StoreReader } from '../store/store.ts';

/** Files that were added to one function. A list of more is looked through by nobody. */
const attachmentsMax = 1000;

/** The files of functions: whoever reads a function reads them, whoever edits it adds, changes and removes them. */
export function createFunctionShelf(store: Store): Shelves['function'] {
  return {
    mayAdd(actor, { functionId }) {
      const found = openFunction(store, actor, functionId, 'function:edit');
      return found.ok ? acceptCount(store, functionId) : found;
    },
    create(actor, { functionId }, draft) {
      const found = openFunction(store, actor, functionId, 'function:edit');
      if (!found.ok) return found;
      const { tenantId, workspaceId } = found.value;
      const accepted = acceptCount(store, functionId);
      if (!accepted.ok) return accepted;
      const name = freeFileName(draft.name, namesIn(store, functionId));
      return ok(
        store.write({ ...writtenBy(actor), label: labelOf('Add', name) }, (tx) =>
          tx.create(attachmentEntity, { ...draft, name, tenantId, workspaceId, functionId }),
        ),
      );
    },
    find: (actor, id) => openAttachment(store, actor, id, 'function:read'),
    change(actor, id, patch) {
      const found = openAttachment(store, actor, id, 'function:edit');
      if (!found.ok) return found;
      const label = labelOf('Change', patch.name ?? found.value.name);
      return ok(store.write({ ...writtenBy(actor), label }, (tx) => tx.patch(attachmentEntity, id, patch)));
    },
    remove(actor, id) {
      const found = openAttachment(store, actor, id, 'function:edit');
      if (!found.ok) return found;
      store.write({ ...writtenBy(actor), label: labelOf('Remove', found.value.name) }, (tx) =>
        tx.remove(attachmentEntity, id),
      );
      return ok(undefined);
    },
  };
}

/** The function, to whoever is of its tenant and has the permission. */
export function openFunction(
  store: StoreReader,
  actor: Actor,
  functionId: string,
  permission: Permission,
): Result<FunctionRecord, CommonFailure> {
  return open(functionEntity, { id: functionId, found: store.find(functionEntity, functionId) }, actor, permission);
}

function openAttachment(
  store: StoreReader,
  actor: Actor,
  id: string,
  permission: Permission,
): Result<AttachmentRecord, CommonFailure> {
  return open(attachmentEntity, { id, found: store.find(attachmentEntity, id) }, actor, permission);
}

function open<R extends FunctionRecord | AttachmentRecord>(
  { name }: { readonly name: string },
  { id, found }: { readonly id: string; readonly found: R | undefined },
  actor: Actor,
  permission: Permission,
): Result<R, CommonFailure> {
  if (found === undefined || found.tenantId !== actor.tenantId)
    return fail({ kind: 'record-missing', entity: name, id });
  const allowed = demand(actor, permission, found);
  return allowed.ok ? ok(found) : allowed;
}

function acceptCount(store: StoreReader, functionId: string): Result<undefined, ShelfFailure> {
  const count = store.count(attachmentEntity, { functionId, sharedResultId: null });
  return count < attachmentsMax ? ok(undefined) : fail({ kind: 'attachments-full', countMax: attachmentsMax });
}

function namesIn(store: StoreReader, functionId: string): ReadonlySet<string> {
  const attached = store.list(attachmentEntity, { where: { functionId, sharedResultId: null } });
  return new Set(attached.map(({ name }) => name.toLowerCase()));
}

function labelOf(verb: string, name: string): string {
  return `${verb} the file ${name}`.slice(0, 200);
}
