import type { ObjectRecord } from '#shared/matrix/object-entities.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { attachmentItems } from '../../functions/attachments/attachment-item.ts';
import { AttachmentList } from '../../functions/attachments/attachment-list.tsx';
import { useNow } from '../../functions/use-now.ts';
import { useMayEdit } from '../use-project.ts';

export type ProjectFilesProps = {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  /** Undefined for the files of the project itself. */
  readonly object?: ObjectRecord | undefined;
  readonly isCompact?: boolean;
};

/** The files of a project, or of one of its objects. They count as its texts where a member's exceptions are asked. */
export function ProjectFiles({ project, model, object, isCompact = false }: ProjectFilesProps) {
  const mayEdit = useMayEdit(project)('texts', object === undefined ? [] : [object.id]);
  const nowMs = useNow(20_000);
  const subjectKind = object === undefined ? 'project' : 'object';
  // What is said to be the project's is this project's: an imported file may still name the one that it came from.
  const records = [...model.tables.projectAttachment.values()].filter(
    (file) => file.subjectKind === subjectKind && (object === undefined || file.subjectId === object.id),
  );
  return (
    <AttachmentList
      place={{ kind: 'project', projectId: project.id, subjectKind, subjectId: object?.id ?? project.id }}
      workspaceId={project.workspaceId}
      title={object?.name ?? project.name}
      items={attachmentItems('project', records)}
      nowMs={nowMs}
      readOnlyReason={mayEdit ? undefined : 'You may only read the texts and files here'}
      isCompact={isCompact}
    />
  );
}
