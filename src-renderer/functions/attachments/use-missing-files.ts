import { useEffect } from 'react';

import { attachmentEntity } from '#shared/attachments/attachment-entities.ts';
import type { AttachmentRecord } from '#shared/attachments/attachment-entities.ts';

import { useRecords } from '../../live/use-records.ts';
import { client } from '../../rpc/client.ts';
import { attempt } from '../../workspaces/tell-failure.ts';
import { useBlobStates } from './blob-states.ts';
import type { BlobState } from './blob-states.ts';

export type MissingFile = { readonly file: AttachmentRecord; readonly blob: BlobState };

export type FilesOfResult = {
  readonly files: readonly AttachmentRecord[];
  readonly missing: readonly MissingFile[];
  readonly isLoading: boolean;
};

/** The files of a shared result, and which of them are not on this device: whoever looks at it has those fetched. */
export function useMissingFiles(sharedResultId: string): FilesOfResult {
  const { records: files, isLoading } = useRecords(attachmentEntity, { where: { sharedResultId } });
  const blobs = useBlobStates(files.map(({ content }) => content));
  const missing = files.flatMap((file) => {
    const blob = blobs.get(file.content);
    return blob === undefined || blob.isHere ? [] : [{ file, blob }];
  });
  const unasked = missing.filter(({ blob }) => blob.state === 'absent').map(({ file }) => file.content);
  const wanted = unasked.join(' ');
  useEffect(() => {
    for (const sha256 of wanted === '' ? [] : wanted.split(' ')) void attempt(client.blobs.fetch({ sha256 }));
  }, [wanted]);
  // Until the core has told how they stand nothing is shown, rather than parts that may not be here.
  return { files, missing, isLoading: isLoading || files.some(({ content }) => !blobs.has(content)) };
}
