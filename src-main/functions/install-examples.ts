import { copyFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import { z } from 'zod';

import { createId, idFromKey } from '#shared/base/id.ts';
import type { RandomBytes } from '#shared/base/id.ts';
import type { Clock } from '#shared/base/instant.ts';
import { languages } from '#shared/calls/language.ts';
import { functionEntity, functionVersionEntity } from '#shared/functions/function-entities.ts';
import { emptyMetadata } from '#shared/functions/function-rules.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';
import { workspaceEntity, workspaceMemberEntity } from '#shared/workspaces/workspace-entities.ts';

import type { Log } from '../rpc/connection.ts';
import { StoreRefusal, diskFailureOf } from '../store/store-failure.ts';
import type { Store, StoreWriter } from '../store/store.ts';
import { draftOf } from './function-handlers.ts';

const listSchema = z.object({
  workspace: z.object({ name: z.string(), description: z.string() }),
  files: z.array(z.string()),
  functions: z.array(
    z.object({
      name: z.string(),
      folder: z.string(),
      language: z.enum(languages),
      file: z.string(),
      tags: z.array(z.string()),
    }),
  ),
});
type Example = z.infer<typeof listSchema>['functions'][number] & { readonly source: string };

export type ExampleDeps = {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** resources/examples. */
  readonly examplesFolder: string;
  readonly filesFolderOf: (workspaceId: string) => string;
  readonly log: Log;
};

/**
 * Makes the workspace "Examples" where there has never been a workspace, so that whoever deletes it is rid of it, and returns
 * its id where it did. A disk that takes nothing more must not keep the program from starting: then there are no examples, and
 * the log says so.
 */
export async function ensureExamples(deps: ExampleDeps, actor: Actor): Promise<string | undefined> {
  if (deps.store.list(workspaceEntity, { includeDeleted: true, limit: 1 }).length > 0) return undefined;
  try {
    return await installExamples(deps, actor);
  } catch (error) {
    if (diskFailureOf(error) === undefined && !(error instanceof StoreRefusal)) throw error;
    deps.log(`The examples could not be made: ${error instanceof Error ? error.message : String(error)}.`);
    return undefined;
  }
}

/** The workspace with its data file, its functions and a release 1.0.0 of each. */
async function installExamples(deps: ExampleDeps, actor: Actor): Promise<string> {
  const { store, clock, random, examplesFolder, filesFolderOf } = deps;
  const list = listSchema.parse(JSON.parse(await readFile(path.join(examplesFolder, 'examples.json'), 'utf8')));
  const sources = await Promise.all(
    list.functions.map(async ({ file }) => await readFile(path.join(examplesFolder, file), 'utf8')),
  );
  const workspaceId = createId(clock.nowMs(), random);
  const folder = filesFolderOf(workspaceId);
  // The files first: a workspace whose functions find no data would be a poor example.
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await Promise.all(
    list.files.map(async (file) => await copyFile(path.join(examplesFolder, file), path.join(folder, file))),
  );
  store.write({ actorId: actor.userId, label: `New workspace ${list.workspace.name}`, isUndoable: false }, (tx) => {
    const { tenantId, userId } = actor;
    const settings = { historyDays: null };
    tx.create(workspaceEntity, {
      id: workspaceId,
      tenantId,
      workspaceId,
      ...list.workspace,
      ownerId: userId,
      settings,
    });
    const memberId = idFromKey(workspaceMemberEntity.name, workspaceId, userId);
    tx.create(workspaceMemberEntity, { id: memberId, tenantId, workspaceId, userId, role: 'owner' });
    for (const [index, example] of list.functions.entries()) {
      createExample(deps, tx, { ...example, source: sources[index] ?? '' }, { actor, workspaceId });
    }
  });
  return workspaceId;
}

function createExample(
  { clock }: ExampleDeps,
  tx: StoreWriter,
  { name, folder, language, tags, source }: Example,
  { actor, workspaceId }: { readonly actor: Actor; readonly workspaceId: string },
): void {
  const place = { tenantId: actor.tenantId, workspaceId };
  const draft = draftOf(language, source, { ...emptyMetadata, tags }, null);
  const fn = tx.create(functionEntity, { ...place, ...draft, name, folder, language, createdBy: actor.userId });
  tx.create(functionVersionEntity, {
    ...place,
    functionId: fn.id,
    version: '1.0.0',
    sourceCode: source,
    metadata: draft.metadata,
    checksum: draft.draftChecksum,
    releasedBy: actor.userId,
    releasedAt: clock.nowMs(),
    notes: 'As it came with Triptych.',
  });
}
