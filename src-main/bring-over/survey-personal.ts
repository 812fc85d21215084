/** What `personal` has that could be brought to an account, counted. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import type { Holdings, PersonalWorkspace } from '#shared/bring-over/bring-over-api.ts';
import { functionEntity, functionVersionEntity, runEntity } from '#shared/functions/function-entities.ts';
import { sharedResultEntity } from '#shared/functions/shared-result-entities.ts';
import { objectEntity, relationshipEntity } from '#shared/matrix/object-entities.ts';
import { projectEntity } from '#shared/matrix/project-entities.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import { workspaceEntity } from '#shared/workspaces/workspace-entities.ts';
import type { WorkspaceRecord } from '#shared/workspaces/workspace-entities.ts';

import type { LentAccount } from '../access/lend-account.ts';
import type { Store } from '../store/store.ts';
import { findLive, listPages, listParts } from './workspace-parts.ts';

export type SurveyedWorkspace = Pick<PersonalWorkspace, 'id' | 'name' | 'description' | 'holds' | 'isUntouched'>;

export async function surveyPersonal(
  lent: LentAccount,
  entities: readonly AnyEntity[],
): Promise<readonly SurveyedWorkspace[]> {
  const { store } = lent;
  const surveyed: SurveyedWorkspace[] = [];
  const workspaces = store.list(workspaceEntity, { order: [{ field: 'name', direction: 'up' }] });
  for (const workspace of workspaces) {
    const { id, name, description } = workspace;
    // oxlint-disable-next-line no-await-in-loop -- One after another, and whoever waits for the core comes first.
    const holds = await countHoldings(lent, entities, id);
    const isUntouched = holds.runs === 0 && isAsInstalled(store, entities, workspace);
    surveyed.push({ id, name, description, holds, isUntouched });
  }
  return surveyed;
}

export async function countHoldings(
  { store, blobs, filesFolderOf }: LentAccount,
  entities: readonly AnyEntity[],
  workspaceId: string,
): Promise<Holdings> {
  const functions = store.listIds(functionEntity, { where: { workspaceId } });
  const projects = store.listIds(projectEntity, { where: { workspaceId } });
  const countOf = (ids: readonly string[], count: (id: string) => number): number =>
    ids.reduce((sum, id) => sum + count(id), 0);
  const files = { count: 0, bytes: 0 };
  let filesWithoutBytes = 0;
  const seen = new Set<string>();
  for (const part of listParts(store, entities, workspaceId)) {
    if (!hasBytes(part.entity)) continue;
    for (const ids of listPages(store, part)) {
      for (const id of ids) {
        const file = findLive(store, part.entity, id);
        if (file === undefined) continue;
        files.count += 1;
        const content = String(file['content']);
        if (!blobs.has(content)) filesWithoutBytes += 1;
        else if (!seen.has(content)) files.bytes += Number(file['sizeBytes']);
        seen.add(content);
      }
      // oxlint-disable-next-line no-await-in-loop -- Whoever waits for the core comes first.
      await nextTurn();
    }
  }
  return {
    functions: functions.length,
    versions: countOf(functions, (functionId) => store.count(functionVersionEntity, { functionId })),
    sharedResults: countOf(functions, (functionId) => store.count(sharedResultEntity, { functionId })),
    projects: projects.length,
    objects: countOf(projects, (projectId) => store.count(objectEntity, { projectId })),
    relationships: countOf(projects, (projectId) => store.count(relationshipEntity, { projectId })),
    files,
    filesWithoutBytes,
    folder: await measureFolder(filesFolderOf(workspaceId)),
    runs: store.count(runEntity, { workspaceId }),
  };
}

/** Each has its bytes under `content`, and says how many (attachment-fields.ts). */
function hasBytes({ fields }: AnyEntity): boolean {
  return fields['content']?.kind === 'blob';
}

async function measureFolder(folder: string): Promise<{ readonly count: number; readonly bytes: number }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(path.join(parentPath, name))).size),
  );
  return { count: files.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** What the program calls the workspace that it makes at the first start (resources/examples). */
const examplesName = 'Examples';
/** The first start has written the examples long before that. */
const installMsMax = 60_000;
/** As many as the examples have, and some: whoever has more has worked in it. */
const examplesRecordsMax = 2_000;

/** Whether it is the examples, and nothing in it was written later than they were. */
function isAsInstalled(store: Store, entities: readonly AnyEntity[], workspace: WorkspaceRecord): boolean {
  if (workspace.name !== examplesName) return false;
  let looked = 0;
  for (const part of listParts(store, entities, workspace.id)) {
    for (const ids of listPages(store, part)) {
      looked += ids.length;
      if (looked > examplesRecordsMax) return false;
      const records = ids.map((id) => findLive(store, part.entity, id));
      // A record that is deleted was there before: somebody has been at work too.
      if (records.some((record) => Number(record?.['updatedAt'] ?? Infinity) > workspace.createdAt + installMsMax))
        return false;
    }
  }
  return true;
}
