import { Download, File, FileImage, FileSpreadsheet, FileText, Pencil, Trash2 } from 'lucide-react';

import { userEntity } from '#shared/tenancy/tenancy-entities.ts';

import { useRecords } from '../../live/use-records.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { previewOf } from '../artifact-preview.ts';
import { formatAgo, formatBytes } from '../format-cell.ts';
import { removeAttachment, saveCopy } from './attachment-actions.ts';
import { isTableName } from './attachment-item.ts';
import type { AttachmentItem } from './attachment-item.ts';

export type AttachmentRowProps = {
  readonly item: AttachmentItem;
  readonly nowMs: number;
  readonly readOnlyReason: string | undefined;
  readonly onOpen: () => void;
  readonly onRename: () => void;
};

/** One file: its name opens it; beside it how large it is, whose and since when, and what is noted of it. */
export function AttachmentRow({ item, nowMs, readOnlyReason, onOpen, onRename }: AttachmentRowProps) {
  const { name, note, sizeBytes, createdAt } = item;
  const author = useUserName(item.createdBy);
  return (
    <li className="attachment-row">
      <FileIcon name={name} />
      <div className="attachment-main">
        <button type="button" className="attachment-name" title={name} onClick={onOpen}>
          <bdi>{name}</bdi>
        </button>
        <span className="attachment-facts">
          <span className="num">{formatBytes(sizeBytes)}</span>
          <span>
            <bdi>{author}</bdi>
          </span>
          <time dateTime={new Date(createdAt).toISOString()}>{formatAgo(createdAt, nowMs)}</time>
        </span>
        {note === '' ? null : (
          <p className="attachment-note" dir="auto">
            {note}
          </p>
        )}
      </div>
      <span className="attachment-buttons">
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
      </span>
    </li>
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
