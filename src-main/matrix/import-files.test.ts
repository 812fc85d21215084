import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';

import { setupExchange } from './exchange.harness.ts';

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
