import { assert } from '#shared/base/assert.ts';
import { ctaEntity } from '#shared/matrix/cta-entities.ts';
import { objectEntity, relationshipEntity } from '#shared/matrix/object-entities.ts';
import { projectEntity } from '#shared/matrix/project-entities.ts';
import type { ChangeFilter } from '#shared/matrix/changes/change-api.ts';
import { createEdit, patchEdit, removeEdit } from '#shared/matrix/model-edits.ts';
import { newObject } from '#shared/matrix/new-records.ts';
import { expect, test } from 'vitest';

import { createUndoHandlers } from '../records/undo-handlers.ts';
import { createChangeHandlers } from './change-handlers.ts';
import { setupProject } from './matrix.harness.ts';

async function setup() {
  const world = await setupProject();
  const { store, clock, projectId, callOf } = world;
  const changes = createChangeHandlers({ store, clock });
  async function page(filter: ChangeFilter = {}, given: { before?: string; limit?: number; userId?: string } = {}) {
    const { before, limit = 40, userId = 'ada' } = given;
    const input = { projectId, filter, limit, ...(before === undefined ? {} : { before }) };
    const read = await changes.page(input, callOf(userId));
    assert(read.ok, `The page was refused: ${JSON.stringify(read)}`);
    return read.value;
  }
  async function revert(undoGroup: string, given: { recordId?: string; field?: string; isForced?: boolean } = {}) {
    return await changes.revert({ projectId, undoGroup, isForced: false, ...given }, callOf('ada'));
  }
  return { ...world, changes, page, revert };
}

test('the newest entry comes first, with who changed which field from what to what', async () => {
  const { page, edit, addObject, clock, store } = await setup();
  const account = await addObject('Account');
  clock.advance(1000);
  await edit([patchEdit('object', account, { name: 'Household', states: ['active'] })]);
  const { entries } = await page();
  expect(entries[0]).toMatchObject({
    actorId: 'ada',
    deviceId: store.deviceId,
    isThisDevice: true,
    at: clock.nowMs(),
    counts: [{ entity: 'object', changes: 1, created: 0 }],
    changes: [
      {
        entity: 'object',
        recordId: account,
        title: 'Household',
        action: 'update',
        fields: [
          { kind: 'value', field: 'name', before: 'Account', after: 'Household', isCut: false },
          { kind: 'value', field: 'states', before: [], after: ['active'], isCut: false },
        ],
      },
    ],
  });
  expect(entries[1]?.changes[0]).toMatchObject({ action: 'create', title: 'Household' });
  expect(
    entries
      .at(-1)
      ?.changes.map(({ entity }) => entity)
      .toSorted(),
  ).toEqual(['project', 'projectMembership']);
});

test('edits of one call are one entry, and pages follow each other without a gap or a repetition', async () => {
  const { page, edit, nextId, nextRank } = await setup();
  for (let round = 0; round < 7; round += 1) {
    const names = [`A${String(round)}`, `B${String(round)}`];
    await edit(
      names.map((name) => createEdit('object', nextId(), newObject({ name, rank: nextRank(), createdBy: 'ada' }))),
    );
  }
  const whole = await page();
  expect(whole.next).toBeNull();
  expect(whole.entries.slice(0, 7).every(({ changes }) => changes.length === 2)).toBe(true);
  const seen: string[] = [];
  let before: string | undefined;
  do {
    const { entries, next } = await page({}, { limit: 3, ...(before === undefined ? {} : { before }) });
    seen.push(...entries.map(({ undoGroup }) => undoGroup));
    before = next ?? undefined;
  } while (before !== undefined);
  expect(seen).toEqual(whole.entries.map(({ undoGroup }) => undoGroup));
});

test('entries are found by person, kind, record, field, action, time and words', async () => {
  const { page, edit, addObject, addCta, clock } = await setup();
  const account = await addObject('Account');
  const title = await addObject('Title');
  const fromMs = clock.nowMs() + 500;
  clock.advance(1000);
  await addCta(title, 'Watch');
  await edit([patchEdit('object', title, { description: 'A film or series.' })]);
  await edit([removeEdit('object', account)]);
  const count = async (filter: ChangeFilter): Promise<number> => (await page(filter)).entries.length;
  expect(await count({ actorId: 'bob' })).toBe(0);
  expect(await count({ entity: 'cta' })).toBe(1);
  expect(await count({ recordId: account })).toBe(2);
  expect(await count({ field: 'description', action: 'update' })).toBe(1);
  expect(await count({ action: 'delete' })).toBe(1);
  expect(await count({ fromMs })).toBe(3);
  expect(await count({ search: 'film or' })).toBe(1);
  expect(await count({ search: 'watch' })).toBe(1);
});

test('what an id stands for is told by name, also when it is deleted', async () => {
  const { page, edit, addObject, addRelationship } = await setup();
  const [account, title] = [await addObject('Account'), await addObject('Title')];
  const relationship = await addRelationship(account, title);
  await edit([removeEdit('object', title)]);
  const { entries, names } = await page({ recordId: relationship });
  expect(entries[0]?.changes[0]).toMatchObject({ title: 'Account → Title', action: 'delete' });
  expect(names).toMatchObject({ [account]: 'Account', [title]: 'Title' });
});

test('a field is taken back as a new edit, which undo takes back again', async () => {
  const { page, revert, edit, addObject, store } = await setup();
  const account = await addObject('Account');
  await edit([patchEdit('object', account, { name: 'Household', states: ['active'] })]);
  const [entry] = (await page()).entries;
  assert(entry !== undefined, 'There is no entry');
  expect(await revert(entry.undoGroup, { recordId: account, field: 'name' })).toMatchObject({ ok: true });
  expect(store.get(objectEntity, account)).toMatchObject({ name: 'Account', states: ['active'] });
  expect(store.undo('ada').label).toBe('Take back: object Household');
  expect(store.get(objectEntity, account).name).toBe('Household');
});

test('what has been changed since is left alone, unless one asks for it', async () => {
  const { page, revert, edit, addObject, store } = await setup();
  const account = await addObject('Account');
  await edit([patchEdit('object', account, { name: 'Household', purpose: 'Pays' })]);
  const [entry] = (await page()).entries;
  assert(entry !== undefined, 'There is no entry');
  await edit([patchEdit('object', account, { name: 'Family' })]);
  expect(await revert(entry.undoGroup)).toMatchObject({
    ok: false,
    failure: { kind: 'change-superseded', problems: ['name of the object Family has been changed since'] },
  });
  expect(store.get(objectEntity, account)).toMatchObject({ name: 'Family', purpose: 'Pays' });
  expect(await revert(entry.undoGroup, { isForced: true })).toMatchObject({ ok: true, value: { recordCount: 1 } });
  expect(store.get(objectEntity, account)).toMatchObject({ name: 'Account', purpose: '' });
});

test('a deletion is taken back with what went along', async () => {
  const { page, revert, edit, addObject, addRelationship, addCta, store, projectId } = await setup();
  const [account, title] = [await addObject('Account'), await addObject('Title')];
  await addRelationship(account, title);
  await addCta(account, 'Pause');
  await edit([removeEdit('object', account)]);
  expect(store.count(relationshipEntity, { projectId })).toBe(0);
  const [entry] = (await page()).entries;
  expect(await revert(entry?.undoGroup ?? '')).toMatchObject({ ok: true });
  expect(store.get(objectEntity, account).name).toBe('Account');
  expect([store.count(relationshipEntity, { projectId }), store.count(ctaEntity, { projectId })]).toEqual([1, 1]);
});

test('what was made is not taken back silently with what others have added to it', async () => {
  const { page, revert, addObject, addCta, store, projectId } = await setup();
  const account = await addObject('Account');
  const [entry] = (await page()).entries;
  await addCta(account, 'Pause');
  expect(await revert(entry?.undoGroup ?? '')).toMatchObject({
    failure: { problems: ['what has been added to it since would go along (1 × call to action)'] },
  });
  expect(store.count(ctaEntity, { projectId })).toBe(1);
  expect(await revert(entry?.undoGroup ?? '', { isForced: true })).toMatchObject({ ok: true });
  expect(store.count(ctaEntity, { projectId })).toBe(0);
});

test('a change of the project itself is taken back, too', async () => {
  const { page, revert, handlers, call, projectId, store } = await setup();
  await handlers.change({ projectId, name: 'Films' }, call);
  const [entry] = (await page({ entity: 'project' })).entries;
  expect(await revert(entry?.undoGroup ?? '')).toMatchObject({ ok: true });
  expect(store.get(projectEntity, projectId).name).toBe('Streaming');
});

test('that a project was made, and who takes part, is not for the log to take back', async () => {
  const { page, revert, projectId, store } = await setup();
  const [entry] = (await page()).entries;
  expect(await revert(entry?.undoGroup ?? '', { isForced: true })).toMatchObject({
    failure: { kind: 'edit-refused', problems: ['a project is deleted as a whole, in its settings'] },
  });
  expect(store.get(projectEntity, projectId).name).toBe('Streaming');
});

test('the past is read by those who read the project, as far as they may', async () => {
  const { page, changes, callOf, projectId, admit, addObject } = await setup();
  const [account, title] = [await addObject('Account'), await addObject('Title')];
  expect(await changes.page({ projectId, filter: {}, limit: 40 }, callOf('bob'))).toMatchObject({
    failure: { kind: 'record-missing' },
  });
  admit('bob', { role: 'viewer', permissions: { artifacts: {}, objects: { [account]: 'none' } } });
  const { entries } = await page({ entity: 'object' }, { userId: 'bob' });
  expect(entries.flatMap(({ changes: of }) => of.map(({ recordId }) => recordId))).toEqual([title]);
  const [entry] = entries;
  expect(
    await changes.revert({ projectId, undoGroup: entry?.undoGroup ?? '', isForced: false }, callOf('bob')),
  ).toMatchObject({
    failure: { kind: 'project-read-only' },
  });
});

test('coverage is told for every moment of the past', async () => {
  const { changes, call, projectId, addObject, edit, clock } = await setup();
  const account = await addObject('Account');
  clock.advance(3_600_000);
  await edit([patchEdit('object', account, { description: 'The household.' })]);
  clock.advance(3_600_000);
  await edit([patchEdit('object', account, { states: ['active'] })]);
  clock.advance(3_600_000);
  const read = await changes.coverage({ projectId }, call);
  assert(read.ok, 'Coverage was refused');
  const { points, isWhole } = read.value;
  expect(isWhole).toBe(true);
  expect(points).toHaveLength(60);
  expect(points[0]).toMatchObject({ objects: 0, relationships: null });
  expect(points[29]?.objects).toBeCloseTo(1 / 3);
  expect(points.at(-1)).toMatchObject({ at: clock.nowMs() });
  expect(points.at(-1)?.objects).toBeCloseTo(2 / 3);
});

test('where older changes are gone, coverage begins with what is known', async () => {
  const { changes, call, projectId, workspaceId, addObject, edit, clock, store } = await setup();
  const account = await addObject('Account');
  clock.advance(10 * 86_400_000);
  await edit([patchEdit('object', account, { description: 'The household.' })]);
  const keptFrom = clock.nowMs();
  clock.advance(10 * 86_400_000);
  expect([...store.pruneChanges(new Map([[workspaceId, keptFrom]]))].length).toBeGreaterThan(0);
  const read = await changes.coverage({ projectId }, call);
  assert(read.ok, 'Coverage was refused');
  expect(read.value.isWhole).toBe(false);
  expect(read.value.points.every(({ at }) => at >= keptFrom)).toBe(true);
  expect(read.value.points.at(-1)?.objects).toBeCloseTo(1 / 3);
});

test('a change says in which window it was made, undo and redo too', async () => {
  const { handlers, page, nextId, nextRank, projectId, call, store } = await setup();
  const sessionId = nextId();
  const asking = { ...call, actor: { ...call.actor, sessionId } };
  const edits = [createEdit('object', nextId(), newObject({ name: 'Account', rank: nextRank(), createdBy: 'ada' }))];
  await handlers.edit({ projectId, edits }, asking);
  await createUndoHandlers(store).undo(undefined, asking);
  await createUndoHandlers(store).redo(undefined, call);
  const { entries } = await page();
  expect(entries.slice(0, 3).map((entry) => entry.sessionId)).toEqual([null, sessionId, sessionId]);
});
