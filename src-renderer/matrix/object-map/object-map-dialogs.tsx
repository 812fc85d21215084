import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { ForceRankDialog } from './force-rank-dialog.tsx';
import { FoundFromFileDialog } from '../attributes/found-from-file-dialog.tsx';
import { FoundFromFunctionDialog } from '../attributes/found-from-function-dialog.tsx';
import { PasteAttributesDialog } from '../attributes/paste-attributes-dialog.tsx';

export type MapDialogKind = 'paste' | 'function' | 'file' | 'rank';
export type MapDialog = { readonly kind: MapDialogKind; readonly objectId: string };

export type ObjectMapDialogsProps = {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  readonly dialog: MapDialog | null;
  readonly announce: (text: string) => void;
  readonly onClose: () => void;
};

/** The dialog that was asked for; nothing where the object went away meanwhile. */
export function ObjectMapDialogs({ project, model, dialog, announce, onClose }: ObjectMapDialogsProps) {
  const object = model.tables.object.get(dialog?.objectId ?? '');
  if (dialog === null || object === undefined) return null;
  const shared = { project, model, object, announce, onClose };
  switch (dialog.kind) {
    case 'paste':
      return <PasteAttributesDialog {...shared} />;
    case 'function':
      return <FoundFromFunctionDialog {...shared} />;
    case 'file':
      return <FoundFromFileDialog {...shared} />;
    case 'rank':
      return <ForceRankDialog {...shared} />;
  }
}
