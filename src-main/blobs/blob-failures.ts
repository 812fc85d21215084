import { failureSentence } from '../sync/failure-sentence.ts';
import type { BlobFailure } from './blob-server.ts';

/** What happened to one transfer and to no other; what keeps all of them is told by `isOfServer`. */
export type TransferFailure =
  | BlobFailure
  | { readonly kind: 'disk-full' | 'disk-read-only' | 'bytes-missing' | 'bytes-differ' | 'given-up' | 'own-fault' };

/** Whether the next transfer would fail of it too: the server is away, or lets nothing through just now. */
export function isOfServer({ kind }: TransferFailure): boolean {
  return ofServer.has(kind);
}

const ofServer: ReadonlySet<string> = new Set([
  'server-unreachable',
  'server-not-triptych',
  'server-too-new',
  'server-too-old',
  'not-connected',
  'signed-out',
  'too-many-requests',
  'tenant-closed',
]);

/** What keeps a file from being sent or fetched, as a sentence. */
export function transferSentence(failure: TransferFailure): string {
  switch (failure.kind) {
    case 'blob-too-large':
      return `The server takes files of ${megabytes(failure.bytesMax)} at most.`;
    case 'blobs-full':
      return `There is no more room on the server: the files of your organisation may have ${megabytes(failure.bytesMax)} together.`;
    case 'blobs-unfinished':
      return `${String(failure.countMax)} files of yours are half on the server; these come first.`;
    case 'blob-incomplete':
    case 'chunk-refused':
    case 'chunk-damaged':
      return 'A part of it did not arrive whole.';
    case 'blob-differs':
      return 'It did not arrive as it is here.';
    case 'bytes-differ':
      return 'What came is something else than its name says.';
    case 'bytes-missing':
      return 'It is not on this device any more.';
    case 'record-missing':
      return 'It is not on the server, or you do not reach it there.';
    case 'not-permitted':
      return 'You may not send it.';
    case 'own-fault':
      return 'It has met a fault of its own, which is in the log.';
    case 'disk-full':
      return 'The disk of this device is full.';
    case 'disk-read-only':
      return 'The disk of this device takes nothing.';
    case 'given-up':
      return 'It was given up.';
    default:
      return failureSentence(failure);
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toLocaleString('en')} MB`;
}
