import type { ApiClient } from '#shared/features.ts';
import { functionEntity, functionVersionEntity } from '#shared/functions/function-entities.ts';
import type { FunctionRecord, FunctionVersionRecord } from '#shared/functions/function-entities.ts';
import { latestVersion, shownNames } from '#shared/functions/function-rules.ts';
import { workspaceEntity } from '#shared/workspaces/workspace-entities.ts';
import type { WorkspaceRecord } from '#shared/workspaces/workspace-entities.ts';

import type { Named } from './find-function.ts';

export type ListedFunction = { readonly fn: FunctionRecord; readonly versions: readonly FunctionVersionRecord[] };

export async function listWorkspaces(client: ApiClient): Promise<readonly WorkspaceRecord[]> {
  const records = await client.records.list({ entity: workspaceEntity.name });
  return records.map((record) => workspaceEntity.schema.parse(record));
}

/** Every function under the names that the window shows, by workspace, folder and name. */
export async function listFunctions(client: ApiClient): Promise<readonly Named<ListedFunction>[]> {
  const workspaces = await listWorkspaces(client);
  const functions = (await client.records.list({ entity: functionEntity.name })).map((record) =>
    functionEntity.schema.parse(record),
  );
  const versions = (await client.records.list({ entity: functionVersionEntity.name })).map((record) =>
    functionVersionEntity.schema.parse(record),
  );
  const versionsByFunctionId = Map.groupBy(versions, ({ functionId }) => functionId);
  const workspaceNames = shownNames(workspaces);
  const functionNames = new Map<string, string>();
  for (const inWorkspace of Map.groupBy(functions, ({ workspaceId }) => workspaceId).values()) {
    for (const [id, name] of shownNames(inWorkspace)) functionNames.set(id, name);
  }
  return functions
    .filter(({ workspaceId }) => workspaceNames.has(workspaceId))
    .map((fn) => ({
      workspace: workspaceNames.get(fn.workspaceId) ?? '',
      folder: fn.folder,
      name: functionNames.get(fn.id) ?? fn.name,
      it: { fn, versions: versionsByFunctionId.get(fn.id) ?? [] },
    }))
    .toSorted((a, b) => compareTexts([a.workspace, a.folder, a.name], [b.workspace, b.folder, b.name]));
}

/** What `functions --json` prints of each. `version` is the latest release, null where there is none. */
export function describeFunction({ workspace, folder, name, it: { fn, versions } }: Named<ListedFunction>) {
  const version = latestVersion(versions.map((one) => one.version)) ?? null;
  const released = versions.find((one) => one.version === version);
  return {
    workspace,
    name,
    language: fn.language,
    version,
    folder,
    isChangedSinceVersion: released === undefined ? null : released.checksum !== fn.draftChecksum,
    entry: fn.metadata.entry,
    documentation: fn.metadata.documentation,
    parameters: fn.metadata.parameters,
    returns: fn.metadata.returns,
    tags: fn.metadata.tags,
    id: fn.id,
    workspaceId: fn.workspaceId,
  };
}

function compareTexts(one: readonly string[], other: readonly string[]): number {
  for (const [index, text] of one.entries()) {
    const order = text.localeCompare(other[index] ?? '', 'en');
    if (order !== 0) return order;
  }
  return 0;
}
