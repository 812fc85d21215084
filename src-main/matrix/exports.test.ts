import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { exportFormats, exportJobEntity, exportTypes, projectEntity } from '#shared/matrix/project-entities.ts';
import type { MembershipPermissions } from '#shared/matrix/project-settings.ts';

import { setupExchange } from './exchange.harness.ts';
import { makeExport } from './make-export.ts';

const magics = { json: '{', csv: '\uFEFF', xlsx: 'PK', png: '\uFFFDPNG', svg: '<svg', md: '# ' } as const;

test.each(exportFormats)('an export as %s is made and kept whole under its name', async (format) => {
  const { runExport, readExported, exportsFolder } = await setupExchange();
  const job = await runExport({ exportType: 'objects', format });
  expect(job).toMatchObject({ status: 'completed', progressPercent: 100, errorMessage: null });
  expect(readExported(job).toString('utf8').startsWith(magics[format])).toBe(true);
  expect(readdirSync(path.join(exportsFolder, job.id))).toEqual([path.basename(job.filePath ?? '')]);
});

test('every kind of export is made in every format', async () => {
  const { store, exampleId, readTables, exportsFolder } = await setupExchange();
  const [project, tables] = [store.get(projectEntity, exampleId), readTables(exampleId)];
  for (const format of exportFormats.filter((one) => one !== 'png')) {
    for (const exportType of exportTypes) {
      const file = path.join(exportsFolder, `${exportType}.${format}`);
      const wanted = { project, tables, exportType, format, viewId: undefined, objectId: undefined, path: file };
      for await (const percent of makeExport(wanted)) expect(percent).toBeLessThanOrEqual(100);
      expect(readFileSync(file, 'utf8').startsWith(magics[format])).toBe(true);
    }
  }
});

test('a file comes into a chosen folder beside those that are there', async () => {
  const { runExport, exportsFolder } = await setupExchange();
  const folder = path.join(exportsFolder, 'mine');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'Streaming service – Objects.csv'), 'mine');
  const job = await runExport({ exportType: 'objects', format: 'csv', folder });
  expect(path.basename(job.filePath ?? '')).toBe('Streaming service – Objects (2).csv');
  expect(readdirSync(folder)).toHaveLength(2);
});

test('a folder that is none is refused before anything is made', async () => {
  const { handlersNow, exampleId, call, store } = await setupExchange();
  const input = { projectId: exampleId, exportType: 'objects', format: 'csv', folder: '/no/such/folder' } as const;
  expect(await handlersNow().startExport(input, call)).toMatchObject({ failure: { kind: 'export-folder-unusable' } });
  expect(store.count(exportJobEntity)).toBe(0);
});

test('a cancelled export leaves no file', async () => {
  const { handlersNow, exampleId, call, store, exportsFolder, ended } = await setupExchange();
  const input = { projectId: exampleId, exportType: 'matrix', format: 'png' } as const;
  const started = await handlersNow().startExport(input, call);
  const waiting = await handlersNow().startExport(input, call);
  if (!started.ok || !waiting.ok) throw new Error('The exports were not started.');
  await handlersNow().cancelExport(waiting.value, call);
  await handlersNow().cancelExport(started.value, call);
  expect((await ended(started.value.jobId)).status).toBe('cancelled');
  expect(store.get(exportJobEntity, waiting.value.jobId).status).toBe('cancelled');
  const left = readdirSync(exportsFolder).flatMap((folder) => readdirSync(path.join(exportsFolder, folder)));
  expect(left).toEqual([]);
});

test('an export that the end of the program cuts off is made after the next start', async () => {
  const { handlersNow, exampleId, call, reopen, ended, store } = await setupExchange();
  const input = { projectId: exampleId, exportType: 'matrix', format: 'svg' } as const;
  const jobs = await Promise.all([handlersNow().startExport(input, call), handlersNow().startExport(input, call)]);
  await reopen();
  for (const job of jobs) expect(job.ok ? (await ended(job.value.jobId)).status : '').toBe('completed');
  expect(store.count(exportJobEntity, { status: 'completed' })).toBe(2);
});

test('an export that goes on after the next start holds no more than who asked for it may read', async () => {
  const { handlersNow, exampleId, callOf, admit, reopen, ended, readTables, readExported } = await setupExchange();
  const account = [...readTables(exampleId).object.values()].find(({ name }) => name === 'Account');
  const permissions: MembershipPermissions = { artifacts: {}, objects: { [account?.id ?? '']: 'none' } };
  admit('bob', { role: 'viewer', permissions, projectId: exampleId });
  const input = { projectId: exampleId, exportType: 'objects', format: 'csv' } as const;
  const started = await handlersNow().startExport(input, callOf('bob'));
  await reopen();
  const job = await ended(started.ok ? started.value.jobId : '');
  expect(job).toMatchObject({ status: 'completed', requestedBy: 'bob' });
  expect(readExported(job).toString('utf8')).toContain('Subscription');
  expect(readExported(job).toString('utf8')).not.toMatch(/^Account,/mu);
});

test('an export that a crash cut off says so', async () => {
  const { runExport, store, reopen } = await setupExchange();
  const job = await runExport({ exportType: 'objects', format: 'md' });
  store.write({ actorId: 'ada', isUndoable: false }, (tx) => tx.patch(exportJobEntity, job.id, { status: 'running' }));
  await reopen();
  expect(store.get(exportJobEntity, job.id)).toMatchObject({
    status: 'failed',
    errorMessage: 'The program ended while the file was being made. Start the export again.',
  });
});

test('an export is read in pieces by who asked for it, and is gone with its job', async () => {
  const { runExport, readExported, handlersNow, call, callOf, store } = await setupExchange();
  const job = await runExport({ exportType: 'project', format: 'json' });
  const other = await handlersNow().readExport({ jobId: job.id }, callOf('bob'));
  expect(other).toMatchObject({ failure: { kind: 'record-missing' } });
  const read = await handlersNow().readExport({ jobId: job.id }, call);
  if (!read.ok) throw new Error('The export was not read.');
  const pieces: Buffer[] = [];
  for await (const { base64 } of read.value) pieces.push(Buffer.from(base64, 'base64'));
  expect(Buffer.concat(pieces).equals(readExported(job))).toBe(true);
  await handlersNow().removeExport({ jobId: job.id }, call);
  expect(store.find(exportJobEntity, job.id)).toBeUndefined();
  expect(existsSync(job.filePath ?? '')).toBe(false);
});
