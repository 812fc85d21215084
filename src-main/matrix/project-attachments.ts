import { freeFileName } from '#shared/attachments/clean-file-name.ts';
import { createId } from '#shared/base/id.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { accessLevel, artifactOf } from '#shared/matrix/access-rules.ts';
import { createEdit, patchEdit, removeEdit } from '#shared/matrix/model-edits.ts';
import type { ModelEdit } from '#shared/matrix/model-edits.ts';
import { objectEntity } from '#shared/matrix/object-entities.ts';
import { projectAttachmentEntity } from '#shared/matrix/question-entities.ts';
import type { ProjectAttachmentRecord } from '#shared/matrix/question-entities.ts';
import type { ProjectFailure } from '#shared/matrix/project-api.ts';
import { recordsMax } from '#shared/matrix/records-max.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';

import type { Attached, ShelfFailure, Shelves } from '../attachments/attachment-shelf.ts';
import { demand, writtenBy } from '../rpc/handlers.ts';
import type { StoreReader } from '../store/store.ts';
import { editModel } from './edit-model.ts';
import { objectsBehind } from './objects-behind.ts';
import { openProject } from './open-project.ts';
import type { OpenedProject, ProjectDeps } from './open-project.ts';
import { isVisible } from './project-gate.ts';
import { attemptEdit } from './project-handlers.ts';

const { name: entityName } = projectAttachmentEntity;

type Subject = Pick<ProjectAttachmentRecord, 'projectId' | 'subjectKind' | 'subjectId'>;
type Written = { readonly project: OpenedProject; readonly edit: ModelEdit; readonly label: string };

/** The files of projects and their objects: they count as the project's texts where a member's rights are asked. */
export function createProjectShelf(deps: ProjectDeps): Shelves['project'] {
  const { store } = deps;

  function write(actor: Actor, { project, edit, label }: Written): Result<undefined, ShelfFailure> {
    const scope = { actor, ...project };
    const written = attemptEdit(() =>
      store.write({ ...writtenBy(actor), label: label.slice(0, 200) }, (tx) => editModel(tx, scope, [edit])),
    );
    return written.ok ? ok(undefined) : fail(shelfFailure(written.failure, edit.id));
  }

  return {
    mayAdd: (actor, place) => {
      const opened = openForEdit(store, actor, place);
      return opened.ok ? ok(undefined) : opened;
    },
    create(actor, { kind: _kind, ...subject }, draft) {
      const opened = openForEdit(store, actor, subject);
      if (!opened.ok) return opened;
      const { subjectKind, subjectId } = subject;
      const name = freeFileName(draft.name, namesAt(store, subject));
      const id = createId(deps.clock.nowMs(), deps.random);
      const edit = createEdit(entityName, id, { ...draft, name, subjectKind, subjectId });
      const written = write(actor, { project: opened.value, edit, label: `Add the file ${name}` });
      return written.ok ? ok({ ...draft, id, name }) : written;
    },
    find: (actor, id) => findReadable(store, actor, id),
    change(actor, id, patch) {
      const found = openFile(store, actor, id);
      if (!found.ok) return found;
      const { project, file } = found.value;
      const label = `Change the file ${patch.name ?? file.name}`;
      const written = write(actor, { project, edit: patchEdit(entityName, id, patch), label });
      return written.ok ? ok({ ...file, ...patch }) : written;
    },
    remove(actor, id) {
      const found = openFile(store, actor, id);
      if (!found.ok) return found;
      const { project, file } = found.value;
      return write(actor, { project, edit: removeEdit(entityName, id), label: `Remove the file ${file.name}` });
    },
  };
}

function openForEdit(store: StoreReader, actor: Actor, subject: Subject): Result<OpenedProject, ShelfFailure> {
  const opened = openProject(store, actor, subject.projectId);
  if (!opened.ok) return opened;
  const allowed = demand(actor, 'project:edit', opened.value.project);
  if (!allowed.ok) return allowed;
  if (!isThere(store, subject))
    return fail({ kind: 'record-missing', entity: subject.subjectKind, id: subject.subjectId });
  const objectIds = objectsBehind(store, entityName, subject);
  return accessLevel(opened.value.access, artifactOf[entityName], objectIds) === 'edit'
    ? opened
    : fail({ kind: 'attachments-read-only' });
}

function isThere(store: StoreReader, { projectId, subjectKind, subjectId }: Subject): boolean {
  return subjectKind === 'project'
    ? subjectId === projectId
    : store.find(objectEntity, subjectId)?.projectId === projectId;
}

function findReadable(store: StoreReader, actor: Actor, id: string): Result<ProjectAttachmentRecord, ShelfFailure> {
  const file = store.find(projectAttachmentEntity, id);
  const missing = { kind: 'record-missing', entity: entityName, id } as const;
  if (file === undefined) return fail(missing);
  const opened = openProject(store, actor, file.projectId);
  if (!opened.ok || !isVisible(store, opened.value.access, entityName, file)) return fail(missing);
  return ok(file);
}

type OpenedFile = { readonly project: OpenedProject; readonly file: ProjectAttachmentRecord };

function openFile(store: StoreReader, actor: Actor, id: string): Result<OpenedFile, ShelfFailure> {
  const file = findReadable(store, actor, id);
  if (!file.ok) return file;
  const project = openForEdit(store, actor, file.value);
  return project.ok ? ok({ project: project.value, file: file.value }) : project;
}

function namesAt(store: StoreReader, { projectId, subjectKind, subjectId }: Subject): ReadonlySet<string> {
  const files: readonly Attached[] = store.list(projectAttachmentEntity, {
    where: { projectId, subjectKind, subjectId },
  });
  return new Set(files.map(({ name }) => name.toLowerCase()));
}

/** In the words of files, whoever they belong to. */
function shelfFailure(failure: ProjectFailure, id: string): ShelfFailure {
  if (failure.kind === 'project-read-only') return { kind: 'attachments-read-only' };
  if (failure.kind === 'project-full') return { kind: 'attachments-full', countMax: recordsMax[entityName] };
  return { kind: 'record-missing', entity: entityName, id };
}
