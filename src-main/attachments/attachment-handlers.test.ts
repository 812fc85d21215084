import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { attachmentEntity } from '#shared/attachments/attachment-entities.ts';
import { attachmentBytesMax } from '#shared/attachments/attachment-fields.ts';
import { entities } from '#shared/features.ts';
import { projectAttachmentEntity } from '#shared/matrix/question-entities.ts';

import { collectResults } from '../functions/collect-results.ts';
import { listNamedBlobs } from '../store/named-blobs.ts';
import { setupAttachments } from './attachments.harness.ts';

test('a file that is added is a record with its size, its name and whose it is, and its bytes come back as they were', async () => {
  const { store, add, read, ofFunction, functionId, blobs } = await setupAttachments();
  const content = 'x,y\n1,2\n'.repeat(50);
  const added = await add(ofFunction, '../air?.csv', content);
  if (!added.ok) throw new Error(added.failure.kind);
  const record = store.get(attachmentEntity, added.value.id);
  expect(record).toMatchObject({
    functionId,
    sharedResultId: null,
    name: '_air_.csv',
    note: '',
    mediaType: 'text/csv',
    sizeBytes: content.length,
    createdBy: 'ada',
  });
  expect(blobs.has(record.content)).toBe(true);
  expect(await read({ kind: 'function', id: record.id })).toEqual({ ok: true, value: content });
});

test('an empty file is a file', async () => {
  const { add, read, ofProject } = await setupAttachments();
  const added = await add(ofProject, 'empty.txt', '');
  if (!added.ok) throw new Error(added.failure.kind);
  expect(await read({ kind: 'project', id: added.value.id })).toEqual({ ok: true, value: '' });
});

test('the same bytes twice are two records and one blob', async () => {
  const { store, add, ofFunction, ofProject } = await setupAttachments();
  await add(ofFunction, 'a.txt', 'the same');
  await add(ofFunction, 'A.txt', 'the same');
  await add(ofProject, 'a.txt', 'the same');
  const files = [...store.list(attachmentEntity), ...store.list(projectAttachmentEntity)];
  expect(files.map(({ name }) => name).toSorted()).toEqual(['A 2.txt', 'a.txt', 'a.txt']);
  expect(new Set(files.map(({ content }) => content)).size).toBe(1);
});

test('what is too large, has no name, or is other than was said is refused, and nothing of it stays', async () => {
  const { store, handlers, add, ofFunction, call, folder } = await setupAttachments();
  const place = ofFunction;
  expect(await handlers.openUpload({ place, name: 'big.bin', sizeBytes: attachmentBytesMax + 1 }, call)).toEqual({
    ok: false,
    failure: {
      kind: 'attachment-too-large',
      name: 'big.bin',
      sizeBytes: attachmentBytesMax + 1,
      sizeBytesMax: attachmentBytesMax,
    },
  });
  expect(await add(place, '...', 'x')).toEqual({ ok: false, failure: { kind: 'attachment-name-unusable' } });
  const changed = { ok: false, failure: { kind: 'attachment-changed', name: 'log.txt' } };
  const base64 = Buffer.from('12345').toString('base64');
  for (const sizeBytes of [4, 6]) {
    const opened = await handlers.openUpload({ place, name: 'log.txt', sizeBytes }, call);
    if (!opened.ok) throw new Error(opened.failure.kind);
    const { uploadId } = opened.value;
    const sent = await handlers.sendUpload({ uploadId, base64 }, call);
    expect(sent.ok ? await handlers.finishUpload({ uploadId }, call) : sent).toEqual(changed);
    expect(await handlers.finishUpload({ uploadId }, call)).toEqual({ ok: false, failure: { kind: 'upload-gone' } });
  }
  expect(store.list(attachmentEntity)).toEqual([]);
  expect(readdirSync(path.join(folder, 'blobs'))).toEqual([]);
});

test('an upload is whose it is, and one that is left lying makes room', async () => {
  const { handlers, ofFunction, call, callOf, clock, folder } = await setupAttachments();
  const given = { place: ofFunction, name: 'a.txt', sizeBytes: 1 };
  const opened = await handlers.openUpload(given, call);
  if (!opened.ok) throw new Error(opened.failure.kind);
  const gone = { ok: false, failure: { kind: 'upload-gone' } };
  expect(await handlers.finishUpload(opened.value, callOf('bob'))).toEqual(gone);
  for (let count = 1; count < 16; count += 1) await handlers.openUpload(given, call);
  expect(await handlers.openUpload(given, call)).toEqual({
    ok: false,
    failure: { kind: 'uploads-full', countMax: 16 },
  });
  clock.advance(31 * 60_000);
  expect(await handlers.openUpload(given, call)).toMatchObject({ ok: true });
  expect(readdirSync(path.join(folder, 'blobs')).length).toBe(1);
});

test('names and notes are changed, cleaned, by whoever edits the function, and a removed file comes back by undo', async () => {
  const { store, handlers, add, ofFunction, call, only, read } = await setupAttachments();
  const added = await add(ofFunction, 'a.txt', 'text');
  if (!added.ok) throw new Error(added.failure.kind);
  const ref = { kind: 'function', id: added.value.id } as const;
  const reader = only('bob', ['function:read']);
  expect(await read(ref, reader)).toEqual({ ok: true, value: 'text' });
  for (const refused of [
    await handlers.change({ ...ref, name: 'b.txt' }, reader),
    await handlers.remove(ref, reader),
    await add(ofFunction, 'b.txt', 'text', reader),
  ])
    expect(refused).toEqual({ ok: false, failure: { kind: 'not-permitted', permission: 'function:edit' } });
  expect(await read(ref, only('eve', []))).toMatchObject({ ok: false, failure: { kind: 'not-permitted' } });

  expect(await handlers.change({ ...ref, name: 'b/c.txt', note: 'from Bob' }, call)).toEqual({
    ok: true,
    value: { name: 'b_c.txt' },
  });
  expect(store.get(attachmentEntity, ref.id)).toMatchObject({ name: 'b_c.txt', note: 'from Bob' });
  expect(await handlers.remove(ref, call)).toEqual({ ok: true, value: {} });
  expect(await read(ref)).toMatchObject({ ok: false, failure: { kind: 'record-missing' } });
  expect(store.undo('ada').label).toBe('Remove the file b_c.txt');
  expect(await read(ref)).toEqual({ ok: true, value: 'text' });
});

test('files of a project follow its members and their exceptions, for reading and for writing', async () => {
  const { add, read, admit, callOf, ofProject, handlers, edit, nextId, projectId } = await setupAttachments();
  const { createEdit } = await import('#shared/matrix/model-edits.ts');
  const { newObject } = await import('#shared/matrix/new-records.ts');
  const objectId = nextId();
  await edit([createEdit('object', objectId, newObject({ name: 'Book', rank: 'a0', createdBy: 'ada' }))]);
  const ofObject = { kind: 'project', projectId, subjectKind: 'object', subjectId: objectId } as const;
  const own = await add(ofProject, 'brief.txt', 'brief');
  const hidden = await add(ofObject, 'interview.txt', 'interview');
  if (!own.ok || !hidden.ok) throw new Error('not added');
  const ownRef = { kind: 'project', id: own.value.id } as const;
  const hiddenRef = { kind: 'project', id: hidden.value.id } as const;
  admit('bob', { role: 'viewer', permissions: { artifacts: {}, objects: { [objectId]: 'none' } } });
  admit('cleo', { role: 'editor', permissions: { artifacts: { texts: 'view' }, objects: {} } });

  expect(await read(ownRef, callOf('bob'))).toEqual({ ok: true, value: 'brief' });
  for (const [ref, userId] of [
    [hiddenRef, 'bob'],
    [ownRef, 'dan'],
  ] as const)
    expect(await read(ref, callOf(userId))).toMatchObject({ ok: false, failure: { kind: 'record-missing' } });
  expect(await read(hiddenRef, callOf('cleo'))).toEqual({ ok: true, value: 'interview' });
  const readOnly = { ok: false, failure: { kind: 'attachments-read-only' } };
  for (const userId of ['bob', 'cleo']) {
    expect(await add(ofProject, 'more.txt', 'x', callOf(userId))).toEqual(readOnly);
    expect(await handlers.change({ ...ownRef, note: 'x' }, callOf(userId))).toEqual(readOnly);
    expect(await handlers.remove(ownRef, callOf(userId))).toEqual(readOnly);
  }
  expect(await add({ ...ofObject, subjectId: 'elsewhere' }, 'x.txt', 'x')).toMatchObject({
    ok: false,
    failure: { kind: 'record-missing', entity: 'object' },
  });
});

test('a copy for other programs has the name of the file, cannot be written to, and goes with the program', async () => {
  const { add, handlers, ofFunction, call, openedFolder, attachments, blobs, store } = await setupAttachments();
  const added = await add(ofFunction, 'brief.pdf', 'a brief');
  if (!added.ok) throw new Error(added.failure.kind);
  const ref = { kind: 'function', id: added.value.id } as const;
  const unpacked = await handlers.unpack(ref, call);
  if (!unpacked.ok) throw new Error(unpacked.failure.kind);
  expect(path.basename(unpacked.value.path)).toBe('brief.pdf');
  expect(readFileSync(unpacked.value.path, 'utf8')).toBe('a brief');
  expect(statSync(unpacked.value.path).mode & 0o222).toBe(0);
  const { content } = store.get(attachmentEntity, ref.id);
  blobs.remove(content);
  await attachments.forgetCopies();
  expect(existsSync(openedFolder)).toBe(false);
  expect(await handlers.unpack(ref, call)).toEqual({
    ok: false,
    failure: { kind: 'attachment-absent', name: 'brief.pdf' },
  });
  expect(await handlers.read(ref, call)).toMatchObject({ ok: false, failure: { kind: 'attachment-absent' } });
});

test('what could run something is given to no program', async () => {
  const { add, handlers, ofFunction, call, openedFolder } = await setupAttachments();
  const added = await add(ofFunction, 'setup.sh', 'rm -rf /');
  if (!added.ok) throw new Error(added.failure.kind);
  expect(await handlers.openOutside({ kind: 'function', id: added.value.id }, call)).toMatchObject({
    ok: false,
    failure: { kind: 'attachment-unopenable', name: 'setup.sh' },
  });
  expect(existsSync(openedFolder)).toBe(false);
});

test('bytes stay as long as one record names them, and a month longer than the last', async () => {
  const { store, clock, blobs, add, handlers, ofFunction, ofProject, call, age } = await setupAttachments();
  const one = await add(ofFunction, 'a.txt', 'shared bytes');
  const other = await add(ofProject, 'b.txt', 'shared bytes');
  if (!one.ok || !other.ok) throw new Error('not added');
  const { content } = store.get(attachmentEntity, one.value.id);
  const collect = async (): Promise<number> =>
    await collectResults({
      store,
      blobs,
      clock,
      listNamedBlobs: async () => await listNamedBlobs(store, entities, clock.nowMs()),
    });
  age(content);
  await handlers.remove({ kind: 'function', id: one.value.id }, call);
  clock.advance(60 * 24 * 60 * 60 * 1000);
  expect(await collect()).toBe(0);
  await handlers.remove({ kind: 'project', id: other.value.id }, call);
  clock.advance(29 * 24 * 60 * 60 * 1000);
  expect(await collect()).toBe(0);
  clock.advance(2 * 24 * 60 * 60 * 1000);
  expect(await collect()).toBe(1);
  expect(blobs.has(content)).toBe(false);
});
