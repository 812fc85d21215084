import { createId } from '#shared/base/id.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { modelEntities } from '#shared/matrix/model-entities.ts';
import { projectEntity, projectMembershipEntity } from '#shared/matrix/project-entities.ts';
import type { ProjectFailure, projectApi } from '#shared/matrix/project-api.ts';
import { usualProjectSettings } from '#shared/matrix/project-settings.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';
import { workspaceEntity } from '#shared/workspaces/workspace-entities.ts';

import { demand, writtenBy } from '../rpc/handlers.ts';
import type { HandlersOf } from '../rpc/handlers.ts';
import { refuseOthersWords } from './comment-authors.ts';
import { EditRefusal, editModel } from './edit-model.ts';
import { addExampleProject } from './install-example-project.ts';
import type { ExampleProjectDeps } from './install-example-project.ts';
import { createMemberHandlers } from './member-handlers.ts';
import { writeHead } from './write-content.ts';
import { openProject } from './open-project.ts';
import type { ProjectDeps } from './open-project.ts';

const nameCharsMax = 255;

export function createProjectHandlers(deps: ExampleProjectDeps): HandlersOf<typeof projectApi> {
  const { store } = deps;
  return {
    ...createMemberHandlers(deps),

    create({ workspaceId, name: given, description }, { actor }) {
      const workspace = store.get(workspaceEntity, workspaceId);
      const allowed = demand(actor, 'project:create', workspace);
      if (!allowed.ok) return allowed;
      const name = acceptName(given);
      if (!name.ok) return name;
      return ok({ id: createProject(deps, actor, { workspaceId, name: name.value, description }) });
    },

    async createExample({ workspaceId }, { actor }) {
      const allowed = demand(actor, 'project:create', store.get(workspaceEntity, workspaceId));
      if (!allowed.ok) return allowed;
      return ok({ id: await addExampleProject(deps, actor, { workspaceId, isUndoable: true }) });
    },

    change({ projectId, name: givenName, ...changes }, { actor }) {
      const opened = openProject(store, actor, projectId);
      if (!opened.ok) return opened;
      if (opened.value.access.role === 'viewer') return fail({ kind: 'project-read-only', what: 'this project' });
      const name = givenName === undefined ? undefined : acceptName(givenName);
      if (name !== undefined && !name.ok) return name;
      const given = { ...changes, name: name?.value };
      const patch = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      store.write({ ...writtenBy(actor), label: `Change ${opened.value.project.name}` }, (tx) =>
        tx.patch(projectEntity, projectId, patch),
      );
      return ok({ id: projectId });
    },

    remove({ projectId }, { actor }) {
      const opened = openProject(store, actor, projectId);
      if (!opened.ok) return opened;
      const { project, access } = opened.value;
      if (access.role !== 'owner') return fail({ kind: 'project-read-only', what: 'this project' });
      store.write({ ...writtenBy(actor), label: `Delete ${project.name}` }, (tx) => {
        for (const entity of [...modelEntities, projectMembershipEntity]) {
          for (const { id } of tx.list(entity, { where: { projectId } })) tx.remove(entity, id);
        }
        tx.remove(projectEntity, projectId);
      });
      return ok({ id: projectId });
    },

    edit({ projectId, edits, label, undoGroup }, { actor }) {
      const opened = openProject(store, actor, projectId);
      if (!opened.ok) return opened;
      const allowed = demand(actor, 'project:edit', opened.value.project);
      if (!allowed.ok) return allowed;
      const scope = { actor, ...opened.value };
      return attemptEdit(() =>
        store.write({ ...writtenBy(actor), label, undoGroup }, (tx) => {
          refuseOthersWords(tx, scope, edits);
          return editModel(tx, scope, edits);
        }),
      );
    },
  };
}

/** A refusal inside the transaction has taken all of it back. */
export function attemptEdit<T>(work: () => T): Result<T, ProjectFailure> {
  try {
    return ok(work());
  } catch (error) {
    if (error instanceof EditRefusal) return fail(error.failure);
    throw error;
  }
}

type NewProject = { readonly workspaceId: string; readonly name: string; readonly description: string };

/** A project with its owner as the first member. Returns its id. */
export function createProject({ store, clock, random }: ProjectDeps, actor: Actor, given: NewProject): string {
  const { workspaceId, name, description } = given;
  const projectId = createId(clock.nowMs(), random);
  const head = { name, description, status: 'active', settings: usualProjectSettings } as const;
  store.write({ ...writtenBy(actor), label: `New project ${name}` }, (tx) =>
    writeHead(clock, tx, { actor, workspaceId, projectId, head }),
  );
  return projectId;
}

function acceptName(given: string): Result<string, ProjectFailure> {
  const name = given.trim();
  if (name === '') return fail({ kind: 'name-empty' });
  if (name.length > nameCharsMax) return fail({ kind: 'name-too-long', charsMax: nameCharsMax });
  return ok(name);
}
