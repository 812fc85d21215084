import { useState } from 'react';

import { columnToAttribute } from '#shared/matrix/attributes/attribute-types.ts';
import type { FoundAttribute } from '#shared/matrix/attributes/attribute-types.ts';

import { FileDialog } from '../../functions/file-dialog.tsx';
import { lastPart } from '../../functions/function-tree.ts';
import { client } from '../../rpc/client.ts';
import { attempt } from '../../workspaces/tell-failure.ts';
import { FoundDialog } from './found-dialog.tsx';
import type { FoundDialogProps } from './found-dialog.tsx';

type Found = { readonly fileName: string; readonly attributes: readonly FoundAttribute[] };

/** The columns of a table's file (CSV, Parquet, Arrow) as attributes. */
export function FoundFromFileDialog({ project, model, object, announce, onClose }: FoundDialogProps) {
  const [found, setFound] = useState<Found | null>(null);
  async function read(path: string): Promise<void> {
    const preview = await attempt(client.files.previewTable({ workspaceId: project.workspaceId, path }));
    if (preview === undefined) return;
    setFound({
      fileName: lastPart(path.replaceAll('\\', '/')),
      attributes: preview.columns.map((column) => columnToAttribute(column)),
    });
  }
  if (found === null) {
    return <FileDialog workspaceId={project.workspaceId} onChoose={(path) => void read(path)} onClose={onClose} />;
  }
  return (
    <FoundDialog
      title={`Attributes of ${object.name} from ${found.fileName}`}
      found={found.attributes}
      source={found.fileName}
      {...{ model, object, announce, onClose }}
    />
  );
}
