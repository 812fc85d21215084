import type { attachmentApi } from '#shared/attachments/attachment-api.ts';
import type { RandomBytes } from '#shared/base/id.ts';
import type { Clock } from '#shared/base/instant.ts';

import type { HandlersOf } from '../rpc/handlers.ts';
import type { Log } from '../rpc/connection.ts';
import type { BlobFolder } from '../store/blob-folder.ts';
import { createAttachmentHandlers } from './attachment-handlers.ts';
import type { Shelves } from './attachment-shelf.ts';
import { createUnpackedFiles } from './unpacked-files.ts';
import { createUploads } from './uploads.ts';

export type AttachmentsDeps = {
  readonly blobs: BlobFolder;
  readonly shelves: Shelves;
  /** For copies that other programs are given. */
  readonly openedFolder: string;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
};

export type Attachments = {
  readonly handlers: HandlersOf<typeof attachmentApi>;
  /** Deletes the copies that other programs were given: what they are of may not be reached any more. */
  readonly forgetCopies: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Everything of the slice that lives as long as the account is open. Copies of an earlier start are deleted. */
export function openAttachments({ openedFolder, log, ...deps }: AttachmentsDeps): Attachments {
  const uploads = createUploads(deps);
  const unpacked = createUnpackedFiles(openedFolder, deps.blobs);

  async function forgetCopies(): Promise<void> {
    try {
      await unpacked.clear();
    } catch (error) {
      // A program that still has one open keeps it from that on Windows; the next start tries again.
      log(`Copies of attached files could not be deleted: ${String(error)}.`);
    }
  }

  const cleared = forgetCopies();
  return {
    handlers: createAttachmentHandlers({
      ...deps,
      uploads,
      unpacked: { ...unpacked, unpack: async (file) => await cleared.then(async () => await unpacked.unpack(file)) },
    }),
    forgetCopies,
    async close() {
      await cleared;
      await uploads.close();
      await forgetCopies();
    },
  };
}
