import './attachments.css';

import { Progress } from '@mantine/core';
import { Paperclip, Plus, X } from 'lucide-react';
import { useRef, useState } from 'react';

import type { AttachmentPlace } from '#shared/attachments/attachment-api.ts';

import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FileDrop } from '../../ui/file-drop.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { addFiles, pastedFiles } from './attachment-actions.ts';
import { AttachmentDialog } from './attachment-dialog.tsx';
import type { AttachmentItem } from './attachment-item.ts';
import { AttachmentNameDialog } from './attachment-name-dialog.tsx';
import { AttachmentRow } from './attachment-row.tsx';
import { useBlobStates } from './blob-states.ts';
import { useUploads } from './upload-store.ts';
import type { Upload } from './upload-store.ts';

export type AttachmentListProps = {
  readonly place: AttachmentPlace;
  readonly workspaceId: string;
  /** What they are files of, as a person calls it. */
  readonly title: string;
  readonly items: readonly AttachmentItem[];
  readonly nowMs: number;
  /** Why this person may add, change and remove none. */
  readonly readOnlyReason?: string | undefined;
  /** In a narrow panel. */
  readonly isCompact?: boolean;
};

type Open = { readonly kind: 'view' | 'name'; readonly id: string };

/** The files of one thing: add some with a button, by dropping or pasting them; look at one, rename or remove it. */
export function AttachmentList(props: AttachmentListProps) {
  const { place, workspaceId, title, items, nowMs, readOnlyReason, isCompact = false } = props;
  const [open, setOpen] = useState<Open | null>(null);
  const uploads = useUploads(place);
  const blobs = useBlobStates(items.map(({ content }) => content));
  const shown = items.find(({ ref }) => ref.id === open?.id);
  const isEmpty = items.length === 0 && uploads.length === 0;
  return (
    <Receiver {...{ place, title, isCompact, readOnlyReason }}>
      {isEmpty && !isCompact ? (
        <EmptyState isCompact icon={Paperclip} title="No files yet">
          Data, papers, pictures: whatever belongs to {title}. Whoever reads it gets them too.
        </EmptyState>
      ) : null}
      {isEmpty && isCompact ? <p className="attachments-none">None yet.</p> : null}
      {isEmpty ? null : (
        <ul className="attachments-list" aria-label={`Files of ${title}`}>
          {uploads.map((upload) => (
            <UploadRow key={upload.number} upload={upload} />
          ))}
          {items.map((item) => (
            <AttachmentRow
              key={item.ref.id}
              {...{ item, nowMs, readOnlyReason }}
              blob={blobs.get(item.content)}
              onOpen={() => setOpen({ kind: 'view', id: item.ref.id })}
              onRename={() => setOpen({ kind: 'name', id: item.ref.id })}
            />
          ))}
        </ul>
      )}
      {shown !== undefined && open?.kind === 'view' ? (
        <AttachmentDialog
          item={shown}
          blob={blobs.get(shown.content)}
          workspaceId={workspaceId}
          onClose={() => setOpen(null)}
        />
      ) : null}
      {shown !== undefined && open?.kind === 'name' ? (
        <AttachmentNameDialog item={shown} onClose={() => setOpen(null)} />
      ) : null}
    </Receiver>
  );
}

type ReceiverProps = Pick<AttachmentListProps, 'place' | 'title' | 'isCompact' | 'readOnlyReason'> & {
  readonly children: React.ReactNode;
};

/** Takes files by each of the three ways, where the person may add some. */
function Receiver({ place, title, isCompact = false, readOnlyReason, children }: ReceiverProps) {
  const chooser = useRef<HTMLInputElement>(null);
  const className = `attachments${isCompact ? ' attachments-compact' : ''}`;
  function take(files: readonly File[]): void {
    if (readOnlyReason === undefined && files.length > 0) void addFiles(place, files);
  }
  const body = (
    // Pasting is for whatever in it has the focus.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className="attachments-body"
      onPaste={(event) => {
        const files = pastedFiles(event.clipboardData);
        if (files.length === 0) return;
        event.preventDefault();
        take(files);
      }}
    >
      <div className="attachments-bar">
        <Button icon={Plus} disabledReason={readOnlyReason} onClick={() => chooser.current?.click()}>
          Add files…
        </Button>
        {readOnlyReason === undefined ? <span className="attachments-hint">or drop or paste them here</span> : null}
      </div>
      <input
        ref={chooser}
        type="file"
        multiple
        className="attachments-input"
        aria-label={`Files to add to ${title}`}
        tabIndex={-1}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = ''; // So that the same file can be chosen again.
          take(files);
        }}
      />
      {children}
    </div>
  );
  if (readOnlyReason !== undefined) return <div className={className}>{body}</div>;
  return (
    <FileDrop label={`Drop the files to add them to ${title}`} className={className} onFiles={take}>
      {body}
    </FileDrop>
  );
}

function UploadRow({ upload: { name, percent, stop } }: { readonly upload: Upload }) {
  return (
    <li className="attachment-row attachment-coming">
      <div className="attachment-main">
        <span className="attachment-name">
          <bdi>{name}</bdi>
        </span>
        <Progress value={percent} size="sm" aria-label={`How much of ${name} has been read`} />
      </div>
      <IconButton isSmall label={`Do not add ${name}`} icon={X} onClick={stop} />
    </li>
  );
}
