import { uploadPieceBytes } from '#shared/attachments/attachment-api.ts';
import type { AttachmentPlace, AttachmentRef } from '#shared/attachments/attachment-api.ts';
import { base64ToBytes, bytesToBase64 } from '#shared/base/base64.ts';

import { client, failureOf } from '../../rpc/client.ts';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { attempt, showFailure } from '../../workspaces/tell-failure.ts';
import { undoLast } from '../../workspaces/undo-actions.ts';
import { saveFile } from '../../ui/save-file.ts';
import type { AttachmentItem } from './attachment-item.ts';
import { beginUpload, endUpload, noteUpload, placeKey } from './upload-store.ts';

/** What is chosen or dropped at once; a folder's worth of more is packed first. */
const filesMax = 100;

/** Adds the files one after the other. Each that cannot be added is told of, and the others go on. */
export async function addFiles(place: AttachmentPlace, files: readonly File[]): Promise<void> {
  if (files.length > filesMax) {
    showProblem({
      title: 'These are too many files at once',
      detail: `There are ${String(files.length)}, and at once at most ${String(filesMax)} are added.`,
      remedy: 'Add them in several goes, or pack them into one file.',
    });
    return;
  }
  const queue = files.map((file) => {
    const stopping = new AbortController();
    const stop = (): void => stopping.abort();
    return { file, stopping, number: beginUpload({ place: placeKey(place), name: file.name, stop }) };
  });
  const added: string[] = [];
  for (const { file, stopping, number } of queue) {
    // oxlint-disable-next-line no-await-in-loop -- One after the other: together they would only wait for one disk.
    const name = await addFile(place, file, { number, signal: stopping.signal });
    endUpload(number);
    if (name !== undefined) added.push(name);
  }
  const [first, ...others] = added;
  if (first === undefined) return;
  showDone(others.length === 0 ? `${first} was added` : `${String(added.length)} files were added`);
}

type Sending = { readonly number: number; readonly signal: AbortSignal };

/** The name under which it was kept; undefined when it was not. */
async function addFile(place: AttachmentPlace, file: File, sending: Sending): Promise<string | undefined> {
  const { signal } = sending;
  let uploadId: string | undefined;
  try {
    if (signal.aborted) return undefined;
    const given = { place, name: file.name, sizeBytes: file.size };
    ({ uploadId } = await client.attachments.openUpload(given, { signal }));
    await sendPieces(uploadId, file, sending);
    return (await client.attachments.finishUpload({ uploadId }, { signal })).name;
  } catch (error) {
    // Nobody waits for it: what is not closed is forgotten after a while.
    if (uploadId !== undefined) client.attachments.closeUpload({ uploadId }).catch(() => undefined);
    if (signal.aborted) return undefined;
    if (error instanceof DOMException && failureOf(error) === undefined) tellUnreadable(file.name);
    else showFailure(error);
    return undefined;
  }
}

async function sendPieces(uploadId: string, file: File, { number, signal }: Sending): Promise<void> {
  for (let place = 0; place < file.size; place += uploadPieceBytes) {
    const piece = new Uint8Array(await file.slice(place, place + uploadPieceBytes).arrayBuffer());
    await client.attachments.sendUpload({ uploadId, base64: bytesToBase64(piece) }, { signal });
    noteUpload(number, Math.min(100, Math.round(((place + piece.length) / file.size) * 100)));
  }
}

/** The browser does not read on in a file that is another one by now; and a folder that is dropped looks like a file until then. */
function tellUnreadable(name: string): void {
  showProblem({
    title: `${name} could not be read`,
    detail: 'It was changed, moved or deleted after it was chosen, or it is a folder. Nothing of it was kept.',
    remedy: 'Add it again when nothing writes to it; pack a folder first.',
  });
}

/** Files among what is pasted: a picture that was copied, or files from a file manager. */
export function pastedFiles(data: DataTransfer): readonly File[] {
  return [...data.files];
}

/** The file, or its beginning. The pieces are kept as they come; the browser may put a large file on disk. */
export async function readAttachment(ref: AttachmentRef, bytesMax?: number): Promise<Blob> {
  const pieces: Blob[] = [];
  const wanted = { ...ref, ...(bytesMax === undefined ? {} : { bytesMax }) };
  for await (const { base64 } of await client.attachments.read(wanted)) pieces.push(new Blob([base64ToBytes(base64)]));
  return new Blob(pieces);
}

export async function saveCopy({ ref, name }: AttachmentItem): Promise<void> {
  const file = await attempt(readAttachment(ref));
  if (file !== undefined) saveFile(file, name);
}

export async function openOutside({ ref, name }: AttachmentItem): Promise<void> {
  const opened = await attempt(client.attachments.openOutside(ref));
  if (opened !== undefined) showDone(`${name} was given to the program that opens such files`);
}

/** Answers whether it was kept. */
export async function changeAttachment(
  { ref }: AttachmentItem,
  change: { readonly name?: string; readonly note?: string },
): Promise<boolean> {
  return (await attempt(client.attachments.change({ ...ref, ...change }))) !== undefined;
}

export async function removeAttachment({ ref, name }: AttachmentItem): Promise<void> {
  const removed = await attempt(client.attachments.remove(ref));
  if (removed !== undefined) showDone(`${name} was removed`, { label: 'Undo', run: () => void undoLast() });
}
