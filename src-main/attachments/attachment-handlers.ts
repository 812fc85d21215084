import { open } from 'node:fs/promises';

import type { AttachmentRef, attachmentApi } from '#shared/attachments/attachment-api.ts';
import { cleanFileName } from '#shared/attachments/clean-file-name.ts';
import { opensOutside } from '#shared/attachments/media-type.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';

import type { HandlersOf } from '../rpc/handlers.ts';
import type { BlobFolder } from '../store/blob-folder.ts';
import { filePieces } from '../store/file-pieces.ts';
import { diskFailureOf } from '../store/store-failure.ts';
import type { AttachmentPatch, ShelfFailure, Shelves } from './attachment-shelf.ts';
import { openOutside } from './open-outside.ts';
import type { UnpackedFiles } from './unpacked-files.ts';
import type { Uploads } from './uploads.ts';

export type AttachmentDeps = {
  readonly shelves: Shelves;
  readonly blobs: Pick<BlobFolder, 'path'>;
  readonly uploads: Uploads;
  readonly unpacked: UnpackedFiles;
};

export function createAttachmentHandlers(deps: AttachmentDeps): HandlersOf<typeof attachmentApi> {
  const { shelves, blobs, uploads } = deps;
  return {
    async openUpload(given, { actor }) {
      const opened = await uploads.open(actor, given);
      return opened.ok ? ok({ uploadId: opened.value }) : opened;
    },
    async sendUpload({ uploadId, base64 }, { actor }) {
      const sent = await uploads.send(actor, uploadId, Buffer.from(base64, 'base64'));
      return sent.ok ? ok({ receivedBytes: sent.value }) : sent;
    },
    async finishUpload({ uploadId }, { actor }) {
      const added = await uploads.finish(actor, uploadId);
      return added.ok ? ok({ id: added.value.id, name: added.value.name }) : added;
    },
    async closeUpload({ uploadId }, { actor }) {
      await uploads.drop(actor, uploadId);
      return ok({});
    },

    change({ kind, id, name: given, note }, { actor }) {
      const name = given === undefined ? undefined : cleanFileName(given);
      if (given !== undefined && name === undefined) return fail({ kind: 'attachment-name-unusable' });
      const patch: AttachmentPatch = {
        ...(name === undefined ? {} : { name }),
        ...(note === undefined ? {} : { note: note.toWellFormed() }),
      };
      const changed = shelves[kind].change(actor, id, patch);
      return changed.ok ? ok({ name: changed.value.name }) : changed;
    },
    remove({ kind, id }, { actor }) {
      const removed = shelves[kind].remove(actor, id);
      return removed.ok ? ok({}) : removed;
    },

    async read({ kind, id, bytesMax = Infinity }, { actor }) {
      const found = shelves[kind].find(actor, id);
      if (!found.ok) return found;
      const { name, content } = found.value;
      try {
        return ok(filePieces(await open(blobs.path(content), 'r'), bytesMax));
      } catch (error) {
        if (isMissing(error)) return fail({ kind: 'attachment-absent', name });
        throw error;
      }
    },
    unpack: async (ref, { actor }) => await unpackFile(deps, ref, actor),
    async openOutside(ref, { actor }) {
      const found = shelves[ref.kind].find(actor, ref.id);
      if (!found.ok) return found;
      const { name } = found.value;
      if (!opensOutside(name)) {
        const reason = 'Files of this kind could run something, so no program is started with one';
        return fail({ kind: 'attachment-unopenable', name, reason });
      }
      const unpacked = await unpackFile(deps, ref, actor);
      if (!unpacked.ok) return unpacked;
      const opened = await openOutside(unpacked.value.path);
      return opened.ok ? ok({}) : fail({ kind: 'attachment-unopenable', name, reason: opened.failure });
    },
  };
}

async function unpackFile(
  { shelves, unpacked }: AttachmentDeps,
  { kind, id }: AttachmentRef,
  actor: Actor,
): Promise<Result<{ readonly path: string }, ShelfFailure>> {
  const found = shelves[kind].find(actor, id);
  if (!found.ok) return found;
  try {
    const path = await unpacked.unpack(found.value);
    return path === undefined ? fail({ kind: 'attachment-absent', name: found.value.name }) : ok({ path });
  } catch (error) {
    const disk = diskFailureOf(error);
    if (disk === undefined) throw error;
    return fail({ kind: disk });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
