import * as fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';

import { openTextFile } from './open-text-file.ts';
import { wordText } from './word-text.ts';

const word = (body: string): string =>
  `<?xml version="1.0"?><w:document xmlns:w="w"><w:body>${body}</w:body></w:document>`;

test('paragraphs, tabs and breaks of a Word document are kept, its markup is not', () => {
  const xml = word(
    '<w:p><w:r><w:t>The </w:t></w:r><w:r><w:t xml:space="preserve">plan &amp; its &#8364; price</w:t></w:r></w:p>' +
      '<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br w:type="page"/><w:t>c</w:t></w:r></w:p>' +
      '<w:p><w:del w:id="1"><w:r><w:delText>gone</w:delText></w:r></w:del>' +
      '<w:moveFrom w:id="2"><w:r><w:t>moved</w:t></w:r></w:moveFrom></w:p>',
  );
  expect(wordText(xml)).toBe('The plan & its € price\na\tb\nc');
});

test('a document type, with its entities that blow up, is refused', () => {
  const bomb = '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>';
  expect(wordText(bomb + word('<w:p><w:r><w:t>&b;</w:t></w:r></w:p>'))).toBeUndefined();
  expect(wordText('<html></html>')).toBeUndefined();
});

test('any text comes out of a document as it went in', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1 })), (lines) => {
      const clean = lines.map((line) => line.replaceAll(/[\n\r\t]/gu, ' ').trim()).filter((line) => line !== '');
      const escaped = clean.map((line) =>
        line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
      );
      const xml = word(escaped.map((line) => `<w:p><w:r><w:t>${line}</w:t></w:r></w:p>`).join(''));
      expect(wordText(xml)).toBe(clean.join('\n').trim());
    }),
  );
});

function fileOf(name: string, content: string | Uint8Array<ArrayBuffer>): File {
  return new File([content], name);
}

test('a Word file is opened by what is in it', async () => {
  const xml = word('<w:p><w:r><w:t>An account has profiles.</w:t></w:r></w:p>');
  const bytes = Uint8Array.from(zipSync({ 'word/document.xml': strToU8(xml), 'word/media/a.png': strToU8('x') }));
  expect(await openTextFile(fileOf('Brief.docx', bytes))).toEqual({
    ok: true,
    value: { name: 'Brief', kind: 'document', body: 'An account has profiles.' },
  });
});

test.each([
  ['broken.docx', 'no archive', 'It is no Word document that can be read here.'],
  ['empty.txt', ' \n', 'There is no text in it.'],
  ['picture.txt', new Uint8Array([0x89, 0x50, 0xff, 0xfe]), 'It is no text in UTF-8 or UTF-16.'],
  ['binary.txt', 'a\0b', 'It is no text in UTF-8 or UTF-16.'],
  ['talk.vtt', 'WEBVTT', 'No line with times was found in it.'],
  ['long.txt', 'word '.repeat(500_000), 'It has 2,500,000 characters; a text has at most 2,000,000.'],
])('%s is refused with its reason', async (name, content, detail) => {
  expect(await openTextFile(fileOf(name, content))).toMatchObject({
    ok: false,
    failure: { title: `${name} was not opened`, detail },
  });
});

test('texts in UTF-8 and UTF-16 are opened, with the lines of every system', async () => {
  const wide = new Uint8Array([0xff, 0xfe, 0xe4, 0x00, 0x0d, 0x00, 0x0a, 0x00, 0x62, 0x00]);
  expect(await openTextFile(fileOf('a.txt', wide))).toMatchObject({ value: { body: 'ä\nb' } });
  expect(await openTextFile(fileOf('b.md', '# Title\r\n\rtext'))).toMatchObject({
    value: { name: 'b', body: '# Title\n\ntext' },
  });
});

test('a transcript is opened as an interview, without times', async () => {
  const file = fileOf('Talk.srt', '1\n00:00:01,000 --> 00:00:02,000\nANA: The plan.\n');
  expect(await openTextFile(file)).toEqual({
    ok: true,
    value: { name: 'Talk', kind: 'interview', body: 'The plan.' },
  });
});
