import { Download, ExternalLink } from 'lucide-react';
import { useEffect, useState } from 'react';

import { opensOutside } from '#shared/attachments/media-type.ts';

import { client } from '../../rpc/client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Loading } from '../../ui/loading.tsx';
import { attempt, describeProblem } from '../../workspaces/tell-failure.ts';
import { previewOf } from '../artifact-preview.ts';
import { formatBytes } from '../format-cell.ts';
import { FileTable } from '../file-table.tsx';
import { openOutside, readAttachment, saveCopy } from './attachment-actions.ts';
import { isTableName } from './attachment-item.ts';
import { useUserName } from './attachment-row.tsx';
import { blobSentence } from './blob-states.ts';
import type { BlobState } from './blob-states.ts';
import type { AttachmentItem } from './attachment-item.ts';

export type AttachmentDialogProps = {
  readonly item: AttachmentItem;
  /** How its bytes stand, where that is known. */
  readonly blob: BlobState | undefined;
  readonly workspaceId: string;
  readonly onClose: () => void;
};

/** A look at a file: a picture, a table, the beginning of a text; and the ways to open it elsewhere. */
export function AttachmentDialog({ item, blob, workspaceId, onClose }: AttachmentDialogProps) {
  const { name, sizeBytes } = item;
  return (
    <Dialog
      title={name}
      isOpen
      onClose={onClose}
      width={760}
      actions={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button
            icon={ExternalLink}
            disabledReason={
              opensOutside(name) ? undefined : 'Files of this kind could run something: save a copy and open that'
            }
            onClick={() => void openOutside(item)}
          >
            Open with its program
          </Button>
          <Button look="primary" icon={Download} onClick={() => void saveCopy(item)}>
            Save a copy
          </Button>
        </>
      }
    >
      <p className="attachment-view-facts">
        <span className="num">{formatBytes(sizeBytes)}</span>
        {item.note === '' ? null : <span dir="auto">{item.note}</span>}
      </p>
      {blob === undefined || blob.isHere ? (
        <Content item={item} workspaceId={workspaceId} />
      ) : (
        <Coming item={item} blob={blob} />
      )}
    </Dialog>
  );
}

type Shown =
  | { readonly kind: 'picture'; readonly address: string }
  | { readonly kind: 'text'; readonly text: string; readonly isCut: boolean }
  | { readonly kind: 'table'; readonly path: string }
  | { readonly kind: 'empty' | 'none' }
  | { readonly kind: 'problem'; readonly sentence: string };

/** Whoever opens a file that is not on this device has it fetched, and sees it as soon as it is here. */
function Coming({ item: { createdBy, content }, blob }: { readonly item: AttachmentItem; readonly blob: BlobState }) {
  const author = useUserName(createdBy);
  useEffect(() => {
    void attempt(client.blobs.fetch({ sha256: content }));
  }, [content]);
  return (
    <p className="field-hint" role="status">
      {blobSentence(blob, author)}. It opens here as soon as it has come.
    </p>
  );
}

function Content({ item, workspaceId }: Pick<AttachmentDialogProps, 'item' | 'workspaceId'>) {
  const { name } = item;
  const shown = useShown(item);
  if (shown === null) return <Loading label={`Reading ${name}`} lines={4} />;
  switch (shown.kind) {
    case 'picture':
      return (
        <div className="attachment-picture">
          <img src={shown.address} alt={name} />
        </div>
      );
    case 'table':
      return <FileTable workspaceId={workspaceId} path={shown.path} title={name} />;
    case 'text':
      return (
        <pre className="attachment-text" tabIndex={0} aria-label={`Content of ${name}`}>
          {shown.text}
          {shown.isCut ? `\n… ${formatBytes(item.sizeBytes)} in all: a saved copy has the rest.` : ''}
        </pre>
      );
    case 'empty':
      return <p className="field-hint">The file is empty.</p>;
    case 'none':
      return (
        <p className="field-hint">
          There is no view of this kind of file here. Open it with its program, or save a copy.
        </p>
      );
    case 'problem':
      return (
        <p className="field-error" role="alert">
          {shown.sentence}
        </p>
      );
  }
}

function useShown({ ref: { kind, id }, name, sizeBytes }: AttachmentItem): Shown | null {
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => {
    let address: string | null = null;
    let isGone = false;
    async function show(): Promise<void> {
      const next = await readShown({ ref: { kind, id }, name, sizeBytes });
      if (next.kind === 'picture') ({ address } = next);
      if (!isGone) setShown(next);
      else if (address !== null) URL.revokeObjectURL(address);
    }
    show().catch((error: unknown) => {
      if (isGone) return;
      const { title, detail, remedy } = describeProblem(error);
      setShown({ kind: 'problem', sentence: [`${title}.`, detail, remedy].filter((part) => part !== '').join(' ') });
    });
    return () => {
      isGone = true;
      setShown(null);
      if (address !== null) URL.revokeObjectURL(address);
    };
  }, [kind, id, name, sizeBytes]);
  return shown;
}

async function readShown({ ref, name, sizeBytes }: Pick<AttachmentItem, 'ref' | 'name' | 'sizeBytes'>): Promise<Shown> {
  if (sizeBytes === 0) return { kind: 'empty' };
  if (isTableName(name)) return { kind: 'table', path: (await client.attachments.unpack(ref)).path };
  const preview = previewOf(name, sizeBytes);
  if (preview.kind === 'none') return preview;
  const file = await readAttachment(ref, preview.bytesMax);
  if (preview.kind === 'picture')
    // As an image, so that no script inside an SVG can run.
    return { kind: 'picture', address: URL.createObjectURL(new Blob([file], { type: preview.media })) };
  return { kind: 'text', text: await file.text(), isCut: sizeBytes > preview.bytesMax };
}
