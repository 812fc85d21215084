import { expect, test } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import { commentEntity } from '#shared/matrix/question-entities.ts';
import { createEdit } from '#shared/matrix/model-edits.ts';
import { userEntity } from '#shared/tenancy/tenancy-entities.ts';

import { setupExchange } from './exchange.harness.ts';

/** The example with a comment by Ada, its owner, and Bob as an editor; Cleo is a person of this device. */
async function setup() {
  const world = await setupExchange();
  const { store, exampleId, clock, nextId, call, admit, projectHandlers } = world;
  const cleoId = nextId();
  store.write({ actorId: 'ada' }, (tx) => {
    const name = { name: 'Cleo', email: 'cleo@example.org' };
    tx.create(userEntity, { ...person, ...name, id: cleoId, tenantId: 'tenant-1', dateJoined: clock.nowMs() });
  });
  admit('bob', { role: 'editor', projectId: exampleId });
  const commentId = nextId();
  const subject = { subjectKind: 'project', subjectId: exampleId } as const;
  const comment = { ...subject, body: 'Who pays?', authorId: 'ada', parentId: null, isResolved: false };
  await projectHandlers.edit({ projectId: exampleId, edits: [createEdit('comment', commentId, comment)] }, call);
  const exported = world
    .readExported(await world.runExport({ exportType: 'project', format: 'json' }))
    .toString('utf8');

  async function bring(content: string, userId: string) {
    const report = await world.planFile(content, { projectId: exampleId, fileName: 'x.json', userId });
    const applied = await world.handlersNow().applyImport({ importId: report.importId }, world.callOf(userId));
    assert(applied.ok, `It was not brought in: ${JSON.stringify(applied)}`);
    return report;
  }
  const comments = () =>
    store.list(commentEntity, { where: { projectId: exampleId } }).map(({ authorId, body }) => [authorId, body]);
  /** The exported file with another comment than Ada's. */
  const withComment = (authorId: string, body: string) =>
    exported
      .replaceAll(commentId, nextId())
      .replaceAll('"author_id": "ada"', `"author_id": "${authorId}"`)
      .replace('Who pays?', body);
  return { ...world, cleoId, exported, withComment, bring, comments };
}

const person = {
  role: 'member',
  status: 'active',
  isSystem: false,
  publicMetadata: {},
  unsafeMetadata: {},
} as const;

test('a comment that an editor brings in another name is said to be brought by the editor', async () => {
  const { withComment, cleoId, bring, comments } = await setup();
  const forged = withComment(cleoId, 'Bob may do everything.');
  await bring(forged, 'bob');
  expect(comments()).toEqual([
    ['ada', 'Who pays?'],
    ['bob', 'Bob may do everything.\n\n(Imported from a file; written there by Cleo.)'],
  ]);
  const again = await bring(forged, 'bob');
  expect(again).toMatchObject({ created: { count: 0 }, changed: { count: 0 } });
});

test("a file does not change another one's words, whoever brings it", async () => {
  const { exported, bring, comments } = await setup();
  const report = await bring(exported.replace('Who pays?', 'Bob pays.'), 'bob');
  expect(report.problems.list.map(({ sentence }) => sentence)).toEqual([
    'Only who wrote a comment changes its words, so they stay as they are.',
  ]);
  expect(comments()).toEqual([['ada', 'Who pays?']]);
  await bring(exported.replace('Who pays?', 'Bob pays.'), 'ada');
  expect(comments()).toEqual([['ada', 'Bob pays.']]);
});

test('an owner brings comments back in the names of those who wrote them', async () => {
  const { withComment, cleoId, bring, comments } = await setup();
  await bring(withComment(cleoId, 'Nobody.'), 'ada');
  expect(comments()).toEqual([
    ['ada', 'Who pays?'],
    [cleoId, 'Nobody.'],
  ]);
});

test('the words of somebody whom this device does not know come in the name of whoever brings them, and say so', async () => {
  const { withComment, nextId, bring, comments } = await setup();
  await bring(withComment(nextId(), 'Me.'), 'ada');
  expect(comments()).toEqual([
    ['ada', 'Who pays?'],
    ['ada', 'Me.\n\n(Imported from a file; written there by somebody who is not on this device.)'],
  ]);
});
