import path from 'node:path';

import { expect, test } from 'vitest';

import { createEdit } from '#shared/matrix/model-edits.ts';

import { setupExchange } from './exchange.harness.ts';

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
