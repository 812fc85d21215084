import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';

import {
  exportFormats,
  exportJobEntity,
  exportTypes,
  objectEntity,
  projectEntity,
} from '#shared/matrix/matrix-entities.ts';
import { createEdit, patchEdit } from '#shared/matrix/model-edits.ts';
import type { MembershipPermissions } from '#shared/matrix/project-settings.ts';

import { setupExchange } from './exchange.harness.ts';
import { makeExport } from './make-export.ts';
import { formatCsv, formatWorkbook } from './write-workbook.ts';

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

test.each(['json', 'xlsx', 'csv'] as const)(
  'a project that was exported as %s changes nothing when it is brought back',
  async (format) => {
    const { runExport, readExported, planFile, exampleId } = await setupExchange();
    const job = await runExport({ exportType: 'project', format });
    const report = await planFile(readExported(job), { projectId: exampleId, fileName: `x.${format}` });
    expect(report.problems).toEqual({ count: 0, list: [] });
    expect(report).toMatchObject({ created: { count: 0 }, changed: { count: 0 } });
    expect(report.unchanged.count).toBeGreaterThan(100);
  },
);

test.each(['xlsx', 'csv'] as const)(
  'a project that was exported as %s becomes a new one with the same lists',
  async (format) => {
    const { runExport, readExported, planFile, readTables, exampleId, handlersNow, call } = await setupExchange();
    const job = await runExport({ exportType: 'project', format });
    const report = await planFile(readExported(job), { projectId: null, fileName: `Copy.${format}` });
    expect(report.newProjectName).toBe('Copy');
    const applied = await handlersNow().applyImport({ importId: report.importId }, call);
    if (!applied.ok) throw new Error(JSON.stringify(applied.failure));
    const sizes = (id: string) => {
      const { object, relationship, cta, ctaRole, projectRole, attribute } = readTables(id);
      return [object, relationship, cta, ctaRole, attribute].map((table) => table.size).concat(projectRole.size);
    };
    expect(sizes(applied.value.projectId)).toEqual(sizes(exampleId));
  },
);

test('a project that was exported becomes a new project with the same records', async () => {
  const { runExport, readExported, planFile, readTables, exampleId, handlersNow, call, store } = await setupExchange();
  const job = await runExport({ exportType: 'project', format: 'json' });
  const report = await planFile(readExported(job), { projectId: null, fileName: 'x.json' });
  expect(report).toMatchObject({ newProjectName: 'Streaming service', isRefused: false });
  const applied = await handlersNow().applyImport({ importId: report.importId }, call);
  if (!applied.ok) throw new Error(JSON.stringify(applied.failure));
  const sizes = (id: string) => Object.values(readTables(id)).map((table) => table.size);
  expect(sizes(applied.value.projectId)).toEqual(sizes(exampleId));
  store.undo('ada');
  expect(store.find(projectEntity, applied.value.projectId)).toBeUndefined();
});

test('a list is first shown as what it would change, then done as one step of undo', async () => {
  const { planFile, exampleId, handlersNow, call, store } = await setupExchange();
  const report = await planFile('Object,Definition\nHOUSEHOLD,Who pays\nWatch party,Several people at once\n', {
    projectId: exampleId,
  });
  expect(report.counts).toEqual([{ what: 'object', created: 1, changed: 1, unchanged: 0 }]);
  expect(report.changed.records).toMatchObject([
    { name: 'Account', place: { row: 2 }, changes: [{ field: 'description', next: 'Who pays' }] },
  ]);
  const count = () => store.count(objectEntity, { projectId: exampleId });
  expect(count()).toBe(14);
  expect(await handlersNow().applyImport({ importId: report.importId }, call)).toMatchObject({
    value: { created: 1, changed: 1 },
  });
  expect(count()).toBe(15);
  store.undo('ada');
  expect(count()).toBe(14);
});

test('what was planned is not done after the project has changed', async () => {
  const { planFile, exampleId, handlersNow, projectHandlers, call, readTables } = await setupExchange();
  const report = await planFile('Object\nWatch party\n', { projectId: exampleId });
  const [object] = readTables(exampleId).object.values();
  const edits = [patchEdit('object', object?.id ?? '', { name: 'Watch party' })];
  await projectHandlers.edit({ projectId: exampleId, edits }, call);
  const { importId } = report;
  expect(await handlersNow().applyImport({ importId }, call)).toMatchObject({ failure: { kind: 'import-outdated' } });
  expect(await handlersNow().planImport({ importId }, call)).toMatchObject({ value: { created: { count: 0 } } });
});

test('a plan that the project has overtaken while it was made is not done', async () => {
  const { planFile, exampleId, handlersNow, projectHandlers, call, readTables } = await setupExchange();
  const { importId } = await planFile('Object\nWatch party\n', { projectId: exampleId });
  const planning = handlersNow().planImport({ importId }, call);
  const [object] = readTables(exampleId).object.values();
  const edits = [patchEdit('object', object?.id ?? '', { name: 'Watch party' })];
  await projectHandlers.edit({ projectId: exampleId, edits }, call);
  expect(await planning).toMatchObject({ ok: true });
  expect(await handlersNow().applyImport({ importId }, call)).toMatchObject({ failure: { kind: 'import-outdated' } });
});

test('of one file only one plan is made at a time: the one that was asked for last', async () => {
  const { planFile, exampleId, handlersNow, call } = await setupExchange();
  const { importId } = await planFile('Object\nWatch party\n', { projectId: exampleId });
  const [first, second] = [handlersNow().planImport({ importId }, call), handlersNow().planImport({ importId }, call)];
  expect(await first).toMatchObject({ ok: false, failure: { kind: 'import-unreadable' } });
  expect(await second).toMatchObject({ ok: true, value: { created: { count: 1 } } });
  expect(await handlersNow().applyImport({ importId }, call)).toMatchObject({ ok: true });
});

test('what contradicts itself is refused, and nothing of it is written', async () => {
  const { planFile, exampleId, handlersNow, call, store } = await setupExchange();
  const report = await planFile(',Account,Robot\nAccount,,1:N\nRobot,1..*,\n', { projectId: exampleId });
  expect(report).toMatchObject({
    isRefused: true,
    problems: {
      list: [{ place: { row: 2, column: 'Robot' }, isFatal: true, sentence: expect.stringContaining('contradicts') }],
    },
  });
  const applied = await handlersNow().applyImport({ importId: report.importId }, call);
  expect(applied).toMatchObject({ failure: { kind: 'import-refused' } });
  expect(store.count(objectEntity, { projectId: exampleId })).toBe(14);
});

const manyObjects = `Name\n${Array.from({ length: 50_000 }, (_, index) => `Object ${String(index)}`).join('\n')}\n`;
const zeros = new Uint8Array(60_000_000);
const sheet = (cells: string) =>
  `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${cells}</sheetData></worksheet>`;
const bomb = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>${sheet('&b;')}`;

const deep = `{"format":"triptych-project/1","project":{"metadata":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`;
const inline = (address: string) => sheet(`<row r="1"><c r='${address}' t="inlineStr"><is><t>Name</t></is></c></row>`);

/** A workbook whose one sheet is where its relationships say, whatever it is called. */
function workbookOf(target: string, content: string): Uint8Array {
  const xmlns = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"';
  const types = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const related = (type: string, to: string) =>
    strToU8(`<Relationships ${xmlns}><Relationship Id="rId1" Type="${types}/${type}" Target="${to}"/></Relationships>`);
  return zipSync({
    '_rels/.rels': related('officeDocument', 'xl/workbook.xml'),
    'xl/workbook.xml': strToU8(
      `<workbook xmlns="${main}" xmlns:r="${types}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': related('worksheet', target),
    [`xl/${target}`]: strToU8(content),
  });
}

test('a workbook is read from where it says that its sheet is', async () => {
  const { planFile } = await setupExchange();
  const cell = (address: string, text: string) => `<c r="${address}" t="inlineStr"><is><t>${text}</t></is></c>`;
  const rows = sheet(`<row r="1">${cell('A1', 'Name')}</row><row r="2">${cell('A2', 'Account')}</row>`);
  const report = await planFile(workbookOf('other/sheet.dat', rows), { projectId: null });
  expect(report.problems.list).toEqual([]);
  expect(report.created.records).toMatchObject([{ what: 'object', name: 'Account' }]);
});

test.each<[string, () => string | Uint8Array, RegExp]>([
  ['that goes down without end', () => deep, /more than 110 deep/u],
  [
    'with a far cell in a sheet of another name',
    () => workbookOf('other/sheet.dat', inline('XFD1048576')),
    /so far out/u,
  ],
  ['with an XML bomb in a part of another name', () => workbookOf('other/sheet.dat', bomb), /defines XML entities/u],
  ['with an address beyond all columns', () => workbookOf('worksheets/sheet1.xml', inline('AAAAAAA1')), /so far out/u],
  ['with an address that is a sum', () => workbookOf('worksheets/sheet1.xml', inline('A1e9')), /so far out/u],
  ['with 50,000 objects', () => manyObjects, /would have 50,014 objects, and it can have at most 2,000/u],
  ['that is an XML bomb', () => zipSync({ 'xl/worksheets/sheet1.xml': strToU8(bomb) }), /defines XML entities/u],
  ['that is a zip bomb', () => zipSync({ 'xl/worksheets/sheet1.xml': zeros }), /unpack to far more than its own size/u],
  [
    'with a cell at the end of the world',
    () =>
      zipSync({ 'xl/worksheets/sheet1.xml': strToU8(sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')) }),
    /has a cell so far out/u,
  ],
  ['that is a damaged archive', () => Buffer.from('PK\u0003\u0004nothing'), /damaged, or it is encrypted/u],
  ['that is no workbook inside', () => zipSync({ 'a.txt': strToU8('a') }), /cannot be made sense of/u],
  ['in another encoding', () => Buffer.from('Name\nCaf\u00e9\n', 'latin1'), /neither UTF-8 nor UTF-16/u],
  ['that is a picture', () => Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]), /neither UTF-8 nor UTF-16/u],
  ['that is empty', () => '', /empty/u],
  ['with an open quotation mark', () => 'Name\n"Account\n', /no CSV that can be read/u],
  ['with other headings', () => 'Colour,Size\nred,3\n', /those of no list/u],
  ['of a later version', () => '{"format":"triptych-project/9"}', /of version 9/u],
])('a file %s is refused with a sentence', async (_what, content, sentence) => {
  const { planFile, exampleId } = await setupExchange();
  const report = await planFile(content(), { projectId: exampleId, fileName: 'given' });
  expect(report.isRefused).toBe(true);
  expect(report.problems.list[0]?.sentence).toMatch(sentence);
});

test('a text of 100,000 characters comes in and goes out whole, but for a workbook, which must not cut it', async () => {
  const { planFile, exampleId, handlersNow, call, runExport, readExported } = await setupExchange();
  const long = 'é😀'.repeat(25_000) + 'x'.repeat(25_000);
  const report = await planFile(
    formatCsv([
      ['Name', 'Definition'],
      ['Account', long],
    ]),
    { projectId: exampleId },
  );
  await handlersNow().applyImport({ importId: report.importId }, call);
  for (const format of ['csv', 'xlsx'] as const) {
    const job = await runExport({ exportType: 'objects', format });
    const back = await planFile(readExported(job), { projectId: exampleId });
    expect(back.changed.count).toBe(0);
    expect(back.problems.count).toBe(format === 'csv' ? 0 : 1);
  }
});

test('names that a spreadsheet would calculate, and names in other scripts, come back as they were', async () => {
  const { planFile, handlersNow, call, readTables } = await setupExchange();
  const names = ["=cmd|' /C calc'!A0", '+1', '-2', '@SUM(A1)', "'=x", 'حساب', 'חשבון', '👩‍👩‍👧 Family', 'a,b;"c"'];
  const rows = [['Name'], ...names.map((name) => [name.startsWith("'") || /^[=+\-@]/u.test(name) ? `'${name}` : name])];
  for (const content of [formatCsv(rows), await formatWorkbook([{ name: 'Objects', rows }])]) {
    const report = await planFile(content, { projectId: null, fileName: 'names.csv' });
    expect(report.problems.list).toEqual([]);
    const applied = await handlersNow().applyImport({ importId: report.importId }, call);
    const projectId = applied.ok ? applied.value.projectId : '';
    const given = [...readTables(projectId).object.values()].map(({ name }) => name);
    expect(given.toSorted()).toEqual(names.toSorted());
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

test('a picture of the nouns says what was found in the texts, and what became of it', async () => {
  const { projectHandlers, exampleId, call, nextId, runExport, readExported } = await setupExchange();
  const body =
    'The account holder pays for a household. Each <b>household</b> has a remote & a shelf.\nThe shelf is full.';
  const draft = { name: 'Interview', kind: 'interview', body, rank: 'a0' } as const;
  await projectHandlers.edit({ projectId: exampleId, edits: [createEdit('sourceText', nextId(), draft)] }, call);
  const picture = { exportType: 'objects', viewId: 'nouns' } as const;
  const svg = readExported(await runExport({ ...picture, format: 'svg' })).toString('utf8');
  expect(svg).toContain('nouns of 1 text');
  expect(svg).toMatch(/>shelf<[\s\S]*Not decided yet/u);
  expect(svg).toContain('Synonym of Account');
  expect(svg).not.toContain('<b>');
  const png = readExported(await runExport({ ...picture, format: 'png' }));
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
});

test('a shapeshifter is of the object that was chosen, and says so in the name of its file', async () => {
  const { projectHandlers, exampleId, call, nextId, runExport, readExported, readTables } = await setupExchange();
  const [account, title] = ['Account', 'Title'].map((name) =>
    [...readTables(exampleId).object.values()].find((object) => object.name === name),
  );
  const contexts = [account, title].map((object, index) => {
    const draft = { objectId: object?.id ?? '', name: `Context ${String(index)}`, rank: 'a0', metadata: {} };
    return createEdit('context', nextId(), draft);
  });
  expect(await projectHandlers.edit({ projectId: exampleId, edits: contexts }, call)).toMatchObject({ ok: true });
  const picture = { exportType: 'attributes', viewId: 'shapeshifter', format: 'svg' } as const;
  const job = await runExport({ ...picture, objectId: account?.id });
  expect(path.basename(job.filePath ?? '')).toBe('Streaming service – Shapeshifter of Account.svg');
  const svg = readExported(job).toString('utf8');
  expect(svg).toContain('shapeshifter of Account');
  expect(svg).toContain('Context 0');
  expect(svg).not.toContain('Context 1');
  const all = readExported(await runExport(picture)).toString('utf8');
  expect(all).toContain('Context 0');
  expect(all).toContain('Context 1');
  expect(await runExport({ ...picture, objectId: nextId() })).toMatchObject({
    status: 'failed',
    errorMessage: 'The object is not there any more. Choose another one and try again.',
  });
});
