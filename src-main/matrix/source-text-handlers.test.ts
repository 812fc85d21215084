import { expect, test } from 'vitest';

import { sourceTextEntity } from '#shared/matrix/question-entities.ts';
import { createEdit } from '#shared/matrix/model-edits.ts';
import { textChecksum } from '#shared/matrix/foraging/text-checksum.ts';

import { createUndoHandlers } from '../records/undo-handlers.ts';
import { setupProject } from './matrix.harness.ts';
import { createSourceTextHandlers } from './source-text-handlers.ts';

async function setupText(body: string) {
  const world = await setupProject();
  const textId = world.nextId();
  await world.edit([createEdit('sourceText', textId, { name: 'Interview', kind: 'interview', body, rank: 'a0' })]);
  const texts = createSourceTextHandlers(world);
  const save = async (
    edit: { readonly at: number; readonly removedCount: number; readonly inserted: string },
    base: string,
    who = 'ada',
  ) =>
    await texts.save(
      { projectId: world.projectId, textId, ...edit, baseChecksum: textChecksum(base), undoGroup: 'typing' },
      world.callOf(who),
    );
  const bodyNow = () => world.store.get(sourceTextEntity, textId).body;
  return { ...world, textId, texts, save, bodyNow };
}

test('what was typed is put into the text', async () => {
  const { save, bodyNow } = await setupText('The plan has tiers.');
  expect(await save({ at: 4, removedCount: 4, inserted: 'offer' }, 'The plan has tiers.')).toMatchObject({
    ok: true,
    value: { checksum: textChecksum('The offer has tiers.') },
  });
  expect(bodyNow()).toBe('The offer has tiers.');
});

test('a text that was changed meanwhile is not written over, and told', async () => {
  const { save, bodyNow } = await setupText('one');
  await save({ at: 3, removedCount: 0, inserted: ' two' }, 'one');
  expect(await save({ at: 0, removedCount: 3, inserted: 'ONE' }, 'one')).toMatchObject({
    ok: false,
    failure: { kind: 'text-changed', body: 'one two', checksum: textChecksum('one two') },
  });
  expect(bodyNow()).toBe('one two');
});

test('typing of one group is one step of undo', async () => {
  const { save, bodyNow, store, call } = await setupText('');
  await save({ at: 0, removedCount: 0, inserted: 'a' }, '');
  await save({ at: 1, removedCount: 0, inserted: 'b' }, 'a');
  await createUndoHandlers(store).undo(undefined, call);
  expect(bodyNow()).toBe('');
});

test('a text has its limit', async () => {
  const body = 'x'.repeat(1_999_999);
  const { save, bodyNow } = await setupText(body);
  expect(await save({ at: 0, removedCount: 0, inserted: 'ab' }, body)).toEqual({
    ok: false,
    failure: { kind: 'text-too-long', charsMax: 2_000_000 },
  });
  expect(bodyNow()).toBe(body);
});

test('who may only read a project writes no text of it', async () => {
  const { save, admit, bodyNow } = await setupText('mine');
  admit('ben', { role: 'viewer' });
  expect(await save({ at: 0, removedCount: 4, inserted: '' }, 'mine', 'ben')).toEqual({
    ok: false,
    failure: { kind: 'text-read-only' },
  });
  expect(bodyNow()).toBe('mine');
});

test('a text of another project is not there', async () => {
  const world = await setupText('');
  const other = await world.handlers.create(
    { workspaceId: world.workspaceId, name: 'Other', description: '' },
    world.call,
  );
  const projectId = other.ok ? other.value.id : '';
  const edit = { textId: world.textId, at: 0, removedCount: 0, inserted: 'x', baseChecksum: textChecksum('') };
  expect(await world.texts.save({ projectId, ...edit }, world.call)).toMatchObject({
    ok: false,
    failure: { kind: 'record-missing' },
  });
  expect(world.bodyNow()).toBe('');
});
