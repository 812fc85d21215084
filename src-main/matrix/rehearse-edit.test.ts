import { expect, test } from 'vitest';

import { projectApi } from '#shared/matrix/project-api.ts';

import type { HandlersOf } from '../rpc/handlers.ts';
import { createServer } from '../rpc/serve.ts';
import { setupProject, setupWorkspace } from './matrix.harness.ts';
import { rehearseEdit } from './rehearse-edit.ts';

type Edited = Awaited<ReturnType<HandlersOf<typeof projectApi>['edit']>>;

async function setupRehearsal() {
  const world = await setupProject();
  const { store, clock, random, handlers, call } = world;
  const log: string[] = [];
  const answers: Edited[] = [];
  const noting = {
    ...handlers,
    edit: async (...given: Parameters<typeof handlers.edit>): Promise<Edited> => {
      const answer = await handlers.edit(...given);
      answers.push(answer);
      return answer;
    },
  };
  const server = createServer(
    { log: (line) => log.push(line), random },
    { projects: projectApi },
    { projects: noting },
  );
  const rehearse = () =>
    rehearseEdit({ store, clock, random, serve: (connection) => server.serve(connection, call.actor) });
  return { ...world, rehearse, answers, log };
}

test('a rehearsed edit goes the whole way and is refused only where all of it has been written', async () => {
  const { rehearse, answers, log } = await setupRehearsal();
  await rehearse();
  const refusal = {
    ok: false,
    failure: { kind: 'edit-refused', problems: ['the object of a relationship is not in this project'] },
  };
  expect({ answers, log }).toEqual({ answers: [refusal, refusal], log: [] });
});

test('nothing of a rehearsed edit stays, neither records nor changes nor a step of undo', async () => {
  const { rehearse, readTables, store, call } = await setupRehearsal();
  const { userId } = call.actor;
  const before = { tables: readTables(), undo: store.undoState(userId) };
  let commitCount = 0;
  store.onCommit(() => (commitCount += 1));
  await rehearse();
  expect({ tables: readTables(), undo: store.undoState(userId) }).toEqual(before);
  expect(commitCount).toBe(0);
});

test('where there is no project nothing is rehearsed', async () => {
  const { store, clock, random } = await setupWorkspace();
  let servedCount = 0;
  await rehearseEdit({ store, clock, random, serve: () => (servedCount += 1) });
  expect(servedCount).toBe(0);
});
