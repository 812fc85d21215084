import { create } from 'zustand';

import type { AttachmentPlace } from '#shared/attachments/attachment-api.ts';

/** A file that is on its way to where it will be attached. */
export type Upload = {
  readonly number: number;
  readonly place: string;
  readonly name: string;
  readonly percent: number;
  readonly stop: () => void;
};

type UploadState = { readonly uploads: readonly Upload[] };

const useUploadStore = create<UploadState>(() => ({ uploads: [] }));

let lastNumber = 0;

/** A place as a key that two lists of the same place have in common. */
export function placeKey(place: AttachmentPlace): string {
  return place.kind === 'function' ? place.functionId : `${place.projectId} ${place.subjectId}`;
}

export function useUploads(place: AttachmentPlace): readonly Upload[] {
  const key = placeKey(place);
  const uploads = useUploadStore((state) => state.uploads);
  return uploads.filter((upload) => upload.place === key);
}

export function beginUpload(given: Omit<Upload, 'number' | 'percent'>): number {
  lastNumber += 1;
  const upload = { ...given, number: lastNumber, percent: 0 };
  useUploadStore.setState(({ uploads }) => ({ uploads: [...uploads, upload] }));
  return upload.number;
}

export function noteUpload(number: number, percent: number): void {
  useUploadStore.setState(({ uploads }) => ({
    uploads: uploads.map((upload) => (upload.number === number ? { ...upload, percent } : upload)),
  }));
}

export function endUpload(number: number): void {
  useUploadStore.setState(({ uploads }) => ({ uploads: uploads.filter((upload) => upload.number !== number) }));
}
