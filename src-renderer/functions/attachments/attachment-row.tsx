import { Download, CloudDownload, File, FileImage, FileSpreadsheet, FileText, Pencil, Trash2, X } from 'lucide-react';

import { userEntity } from '#shared/tenancy/tenancy-entities.ts';

import { useRecords } from '../../live/use-records.ts';
import { client } from '../../rpc/client.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { attempt } from '../../workspaces/tell-failure.ts';
import { previewOf } from '../artifact-preview.ts';
import { formatAgo, formatBytes } from '../format-cell.ts';
import { removeAttachment, saveCopy } from './attachment-actions.ts';
import { AttachmentLine } from './attachment-line.tsx';
import { isTableName } from './attachment-item.ts';
import type { AttachmentItem } from './attachment-item.ts';
import { blobSentence } from './blob-states.ts';
import type { BlobState } from './blob-states.ts';

export type AttachmentRowProps = {
  readonly item: AttachmentItem;
  /** How its bytes stand, where that is known. */
  readonly blob: BlobState | undefined;
  readonly nowMs: number;
  readonly readOnlyReason: string | undefined;
  readonly onOpen: () => void;
  readonly onRename: () => void;
};

/** One file: its name opens it; beside it how large it is, whose and since when, and what is noted of it. */
export function AttachmentRow({ item, blob, nowMs, readOnlyReason, onOpen, onRename }: AttachmentRowProps) {
  const { name, note, sizeBytes, createdAt } = item;
  const author = useUserName(item.createdBy);
  const sentence = blob === undefined ? null : blobSentence(blob, author);
  return (
    <AttachmentLine
      mark={<FileIcon name={name} />}
      name={<bdi>{name}</bdi>}
      title={name}
      onOpen={onOpen}
      facts={
        <>
          <span className="num">{formatBytes(sizeBytes)}</span>
          <span>
            <bdi>{author}</bdi>
          </span>
          {sentence === null ? null : <span className="attachment-transfer">{sentence}</span>}
          <time dateTime={new Date(createdAt).toISOString()}>{formatAgo(createdAt, nowMs)}</time>
        </>
      }
      note={note}
      buttons={
        <>
          <TransferButton item={item} blob={blob} />
          <IconButton isSmall label={`Save a copy of ${name}`} icon={Download} onClick={() => void saveCopy(item)} />
          <IconButton
            isSmall
            label={`Name and note of ${name}…`}
            icon={Pencil}
            disabledReason={readOnlyReason}
            onClick={onRename}
          />
          <IconButton
            isSmall
            label={`Remove ${name}`}
            icon={Trash2}
            disabledReason={readOnlyReason}
            onClick={() => void removeAttachment(item)}
          />
        </>
      }
    />
  );
}

/** Fetches what is not on this device, or gives that up. */
function TransferButton({ item: { name, content }, blob }: Pick<AttachmentRowProps, 'item' | 'blob'>) {
  if (blob === undefined || blob.isHere) return null;
  const { state } = blob;
  const isUnderWay = state === 'fetching' || (state === 'waiting' && blob.isAtServer !== false);
  return isUnderWay ? (
    <IconButton
      isSmall
      label={`Do not fetch ${name}`}
      icon={X}
      onClick={() => void attempt(client.blobs.cancel({ sha256: content }))}
    />
  ) : (
    <IconButton
      isSmall
      label={`Fetch ${name}`}
      icon={CloudDownload}
      onClick={() => void attempt(client.blobs.fetch({ sha256: content }))}
    />
  );
}

export function useUserName(userId: string): string {
  const { records: users } = useRecords(userEntity);
  return users.find(({ id }) => id === userId)?.name ?? 'Somebody who is not on this device';
}

function FileIcon({ name }: { readonly name: string }) {
  const look = { className: 'attachment-icon', size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const;
  const preview = previewOf(name, 0);
  if (preview.kind === 'picture') return <FileImage {...look} />;
  if (isTableName(name)) return <FileSpreadsheet {...look} />;
  return preview.kind === 'text' ? <FileText {...look} /> : <File {...look} />;
}
