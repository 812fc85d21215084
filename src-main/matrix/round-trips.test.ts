import { expect, test } from 'vitest';

import { projectEntity } from '#shared/matrix/project-entities.ts';

import { setupExchange } from './exchange.harness.ts';
import { formatCsv, formatWorkbook } from './write-workbook.ts';

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
