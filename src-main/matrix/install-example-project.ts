import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { orcaDemoSchema, orcaDemoToContent } from '#shared/matrix/exchange/orca-demo.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';

import type { Log } from '../rpc/connection.ts';
import { writtenBy } from '../rpc/handlers.ts';
import { StoreRefusal, diskFailureOf } from '../store/store-failure.ts';
import type { ProjectDeps } from './open-project.ts';
import { writeContent } from './write-content.ts';

export type ExampleProjectDeps = ProjectDeps & {
  /** resources/examples. */
  readonly examplesFolder: string;
};

const exampleFile = 'streaming-service.json';

/** Makes the example project in a workspace: a streaming service, with gaps left open on purpose. Returns its id. */
export async function addExampleProject(
  deps: ExampleProjectDeps,
  actor: Actor,
  { workspaceId, isUndoable }: { readonly workspaceId: string; readonly isUndoable: boolean },
): Promise<string> {
  const file = await readFile(path.join(deps.examplesFolder, exampleFile), 'utf8');
  const content = orcaDemoToContent(orcaDemoSchema.parse(JSON.parse(file)), actor.userId);
  const label = `New project ${content.project.name}`;
  return deps.store.write({ ...writtenBy(actor), label, isUndoable }, (tx) =>
    writeContent(deps, tx, { actor, workspaceId, content }),
  );
}

/** For the workspace of examples that was just made. As there, a full disk must not keep the program from starting. */
export async function installExampleProject(
  deps: ExampleProjectDeps & { readonly log: Log },
  actor: Actor,
  workspaceId: string,
): Promise<void> {
  try {
    await addExampleProject(deps, actor, { workspaceId, isUndoable: false });
  } catch (error) {
    if (diskFailureOf(error) === undefined && !(error instanceof StoreRefusal)) throw error;
    deps.log(`The example project could not be made: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
