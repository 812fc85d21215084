import { useState } from 'react';

import { columnToAttribute } from '#shared/matrix/attributes/attribute-types.ts';
import type { FoundAttribute } from '#shared/matrix/attributes/attribute-types.ts';
import type { ObjectRecord } from '#shared/matrix/object-entities.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { FileDialog } from '../../functions/file-dialog.tsx';
import { lastPart } from '../../functions/function-tree.ts';
import { client } from '../../rpc/client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { attempt } from '../../workspaces/tell-failure.ts';
import { FoundList } from './found-list.tsx';

export type FoundDialogProps = {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  readonly object: ObjectRecord;
  readonly announce: (text: string) => void;
  readonly onClose: () => void;
};

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
    <Dialog
      title={`Attributes of ${object.name} from ${found.fileName}`}
      isOpen
      width={560}
      onClose={onClose}
      actions={<Button onClick={onClose}>Cancel</Button>}
    >
      <FoundList
        model={model}
        object={object}
        found={found.attributes}
        source={found.fileName}
        announce={announce}
        onDone={onClose}
      />
    </Dialog>
  );
}
