/*
 * What a function gives beside its result: notes, and files. A file is taken in as soon as it is told of, since it lies in a
 * folder that goes with the session.
 */
import { lstatSync, rmSync } from 'node:fs';

import { formatMegabytes } from '#shared/base/format-megabytes.ts';
import type { Shown } from '#shared/functions/outcome.ts';

import type { CapturedArtifact } from '../runner/call.ts';
import type { BlobFolder } from '../store/blob-folder.ts';

/** Of either kind in one run: more is not looked at, and a loop must not fill the disk or the record. */
const notesMax = 100;
const artifactsMax = 100;

/** A note is read, so a longer one is cut; data belong into a file. */
const noteCharsMax = 100_000;

/** A file of a run counts among its results, of which the last fifty runs of each function are kept. */
const artifactBytesMax = 1024 * 1024 * 1024;

const nameCharsMax = 255;

export type Extras = {
  readonly addNote: (text: string) => void;
  readonly addArtifact: (artifact: CapturedArtifact) => void;
  readonly isEmpty: () => boolean;
  /** In the order in which they came. Rejects with what the disk said. */
  readonly keep: () => Promise<readonly Shown[]>;
};

/** `onRefused` is told in a sentence what is not kept. */
export function createExtras(blobs: Pick<BlobFolder, 'putFile'>, onRefused: (sentence: string) => void): Extras {
  const pending: Promise<Shown>[] = [];
  let noteCount = 0;
  let artifactCount = 0;

  function refuse({ name, path }: CapturedArtifact, reason: string): void {
    rmSync(path, { force: true });
    onRefused(`The file ${name} was not kept: ${reason}\n`);
  }

  return {
    addNote(text) {
      noteCount += 1;
      if (noteCount === notesMax + 1) onRefused(`Only the first ${String(notesMax)} notes of a run are kept.\n`);
      if (noteCount > notesMax) return;
      const shown = text.length > noteCharsMax ? `${text.slice(0, noteCharsMax)}…` : text;
      pending.push(Promise.resolve({ kind: 'note', title: '', text: shown.toWellFormed() }));
    },
    addArtifact(artifact) {
      artifactCount += 1;
      if (artifactCount > artifactsMax) return refuse(artifact, `a run keeps ${String(artifactsMax)} files.`);
      const sizeBytes = lstatSync(artifact.path, { throwIfNoEntry: false })?.size;
      if (sizeBytes === undefined) return onRefused(`The file ${artifact.name} was gone before it could be kept.\n`);
      if (sizeBytes > artifactBytesMax)
        return refuse(
          artifact,
          `it has ${formatMegabytes(sizeBytes)}, and a file of a run may have ${formatMegabytes(artifactBytesMax)}.`,
        );
      const keeping = keepArtifact(blobs, artifact, sizeBytes);
      keeping.catch(() => undefined); // Told by keep(), which may be called much later.
      pending.push(keeping);
    },
    isEmpty: () => pending.length === 0,
    keep: async () => numbered(await Promise.all(pending)),
  };
}

async function keepArtifact(
  blobs: Pick<BlobFolder, 'putFile'>,
  { name, path }: CapturedArtifact,
  sizeBytes: number,
): Promise<Shown> {
  const title = name.replaceAll(/[\p{Cc}/\\]/gu, '_').slice(0, nameCharsMax);
  return { kind: 'artifact', title, blob: await blobs.putFile(path), sizeBytes };
}

/** Notes have no names of their own; several are told apart by their number. */
function numbered(extras: readonly Shown[]): readonly Shown[] {
  const notes = extras.filter(({ kind }) => kind === 'note');
  if (notes.length < 2) return extras;
  return extras.map((one) => (one.kind === 'note' ? { ...one, title: `Note ${String(notes.indexOf(one) + 1)}` } : one));
}
