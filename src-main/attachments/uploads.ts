/*
 * Files that are being added: each is written to the blob folder piece by piece as it comes, so that a large one takes no memory,
 * and becomes a blob and a record at its end. What is not finished is as if it had never been begun.
 */
import { open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

import type { AttachmentPlace } from '#shared/attachments/attachment-api.ts';
import { attachmentBytesMax } from '#shared/attachments/attachment-fields.ts';
import { cleanFileName } from '#shared/attachments/clean-file-name.ts';
import { mediaTypeOf } from '#shared/attachments/media-type.ts';
import { createId } from '#shared/base/id.ts';
import type { RandomBytes } from '#shared/base/id.ts';
import type { Clock } from '#shared/base/instant.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';

import type { BlobFolder } from '../store/blob-folder.ts';
import { diskFailureOf } from '../store/store-failure.ts';
import { addTo } from './attachment-shelf.ts';
import type { Attached, ShelfFailure, Shelves } from './attachment-shelf.ts';

export type UploadDeps = {
  readonly blobs: Pick<BlobFolder, 'partialPath' | 'putFile'>;
  readonly shelves: Shelves;
  readonly clock: Clock;
  readonly random: RandomBytes;
};

/** Files at once: a person drops a folder's worth, and the window sends them one after the other. */
const uploadsMax = 16;
/** How long one is kept of which nothing more comes. */
const keptMs = 30 * 60_000;

type Upload = {
  readonly userId: string;
  readonly place: AttachmentPlace;
  readonly name: string;
  readonly sizeBytes: number;
  readonly partial: string;
  readonly file: FileHandle;
  receivedBytes: number;
  askedAtMs: number;
  /** The last piece's writing: pieces that are sent at once go in one after the other. */
  writing: Promise<unknown>;
};

export type Uploads = {
  readonly open: (
    actor: Actor,
    given: { readonly place: AttachmentPlace; readonly name: string; readonly sizeBytes: number },
  ) => Promise<Result<string, ShelfFailure>>;
  readonly send: (actor: Actor, uploadId: string, piece: Uint8Array) => Promise<Result<number, ShelfFailure>>;
  readonly finish: (actor: Actor, uploadId: string) => Promise<Result<Attached, ShelfFailure>>;
  readonly drop: (actor: Actor, uploadId: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

export function createUploads({ blobs, shelves, clock, random }: UploadDeps): Uploads {
  const uploads = new Map<string, Upload>();

  async function forget(uploadId: string): Promise<void> {
    const upload = uploads.get(uploadId);
    if (upload === undefined) return;
    uploads.delete(uploadId);
    await upload.writing.catch(() => undefined); // Told to whoever sent the piece.
    await upload.file.close();
    await rm(upload.partial, { force: true });
  }

  async function forgetOld(): Promise<void> {
    const endMs = clock.nowMs() - keptMs;
    for (const [id, { askedAtMs }] of uploads) if (askedAtMs < endMs) await forget(id);
  }

  /** Anybody else's is not there. */
  function find(actor: Actor, uploadId: string): Result<Upload, ShelfFailure> {
    const upload = uploads.get(uploadId);
    if (upload === undefined || upload.userId !== actor.userId) return fail({ kind: 'upload-gone' });
    upload.askedAtMs = clock.nowMs();
    return ok(upload);
  }

  return {
    async open(actor, { place, name: given, sizeBytes }) {
      const allowed = addTo(shelves, actor, place).mayAdd();
      if (!allowed.ok) return allowed;
      const name = cleanFileName(given);
      if (name === undefined) return fail({ kind: 'attachment-name-unusable' });
      if (sizeBytes > attachmentBytesMax)
        return fail({ kind: 'attachment-too-large', name, sizeBytes, sizeBytesMax: attachmentBytesMax });
      await forgetOld();
      if (uploads.size >= uploadsMax) return fail({ kind: 'uploads-full', countMax: uploadsMax });
      return await orDiskFailure(async () => {
        const partial = blobs.partialPath();
        const file = await open(partial, 'wx', 0o600);
        const id = createId(clock.nowMs(), random);
        const begun = { receivedBytes: 0, askedAtMs: clock.nowMs(), writing: Promise.resolve() };
        uploads.set(id, { userId: actor.userId, place, name, sizeBytes, partial, file, ...begun });
        return ok(id);
      });
    },

    async send(actor, uploadId, piece) {
      const found = find(actor, uploadId);
      if (!found.ok) return found;
      const upload = found.value;
      const place = upload.receivedBytes;
      upload.receivedBytes += piece.length;
      if (upload.receivedBytes > upload.sizeBytes) {
        await forget(uploadId);
        return fail({ kind: 'attachment-changed', name: upload.name });
      }
      const sent = await orDiskFailure(async () => {
        const writing = upload.writing.then(async () => await writeAll(upload.file, piece, place));
        upload.writing = writing;
        await writing;
        return ok(upload.receivedBytes);
      });
      if (!sent.ok) await forget(uploadId);
      return sent;
    },

    async finish(actor, uploadId) {
      const found = find(actor, uploadId);
      if (!found.ok) return found;
      const { place, name, sizeBytes, receivedBytes, partial, file, writing } = found.value;
      if (receivedBytes !== sizeBytes) {
        await forget(uploadId);
        return fail({ kind: 'attachment-changed', name });
      }
      uploads.delete(uploadId);
      await writing;
      await file.close();
      return await orDiskFailure(async () => {
        const content = await blobs.putFile(partial);
        const draft = { name, note: '', mediaType: mediaTypeOf(name), content, sizeBytes, createdBy: actor.userId };
        // Rights are asked once more: they may have been taken while the bytes came.
        return addTo(shelves, actor, place).create(draft);
      });
    },

    async drop(actor, uploadId) {
      if (find(actor, uploadId).ok) await forget(uploadId);
    },

    async close() {
      for (const id of uploads.keys()) await forget(id);
    },
  };
}

async function writeAll(file: FileHandle, piece: Uint8Array, place: number): Promise<void> {
  for (let written = 0; written < piece.length;) {
    // oxlint-disable-next-line no-await-in-loop -- A disk may take less than it is given; the rest follows.
    const { bytesWritten } = await file.write(piece, written, piece.length - written, place + written);
    written += bytesWritten;
  }
}

async function orDiskFailure<T>(work: () => Promise<Result<T, ShelfFailure>>): Promise<Result<T, ShelfFailure>> {
  try {
    return await work();
  } catch (error) {
    const kind = diskFailureOf(error);
    if (kind === undefined) throw error;
    return fail({ kind });
  }
}
