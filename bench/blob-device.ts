/* A device as the transfer of files sees one: a blob folder, and a server that it asks with the code of the program. */
import { openDeadline } from '../src-main/access/open-deadline.ts';
import { ask, createServerLink } from '../src-main/access/server-link.ts';
import { createBlobServer } from '../src-main/blobs/blob-server.ts';
import type { BlobServer } from '../src-main/blobs/blob-server.ts';
import type { TransferDeps, Transferred } from '../src-main/blobs/transfer.ts';
import { openBlobFolder } from '../src-main/store/blob-folder.ts';
import type { BlobFolder } from '../src-main/store/blob-folder.ts';
import type { NamedBlob } from '../src-shared/blobs/blob-server-api.ts';

export type BlobDevice = { readonly blobs: BlobFolder; readonly server: BlobServer };

type ServerPlace = { readonly address: string; readonly token: string };
type Carried = { readonly blob: NamedBlob; readonly sizeBytes: number };

/** What the process of a device is told: the files lie in `sendFolder`, and go to the server and from there to `fetchFolder`. */
export type BlobOrder = ServerPlace & {
  readonly sendFolder: string;
  readonly fetchFolder: string;
  readonly warmUp: Carried;
  readonly measured: readonly Carried[];
};

export function openBlobDevice({ address, token }: ServerPlace, folder: string): BlobDevice {
  const link = createServerLink({ address, token, version: 'bench' });
  const server = createBlobServer(async (question) => {
    using deadline = openDeadline(30_000);
    return await ask(address, async () => await question(link, deadline.signal));
  });
  return { blobs: openBlobFolder(folder), server };
}

export async function carryBlob(
  work: (transfer: TransferDeps) => Promise<Transferred>,
  { blobs, server }: BlobDevice,
): Promise<void> {
  const { signal } = new AbortController();
  const onProgress = (): undefined => undefined;
  const done = await work({ blobs, server, signal, onProgress, mayGoOn: async () => await Promise.resolve(true) });
  if (!done.ok) throw new Error(JSON.stringify(done.failure));
}
