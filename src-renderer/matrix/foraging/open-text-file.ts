/*
 * A file that was chosen or dropped, as a text: plain, Markdown, Word, or a transcript without its times and speakers.
 */
import { unzipSync } from 'fflate';

import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { SourceTextRecord } from '#shared/matrix/question-entities.ts';
import { textCharsMax } from '#shared/matrix/foraging/source-text-api.ts';
import { isTranscript, stripTranscript } from '#shared/matrix/foraging/strip-transcript.ts';

import { wordText } from './word-text.ts';

export const textFileTypes = '.txt,.md,.markdown,.docx,.vtt,.srt,text/plain,text/markdown';

export type OpenedText = Pick<SourceTextRecord, 'name' | 'kind' | 'body'>;
/** What happened and what to do, in sentences. */
export type TextProblem = { readonly title: string; readonly detail: string; readonly remedy: string };

/** A Word file with pictures is large though its text is not. */
const fileBytesMax = 50_000_000;
/** The text of a Word file, unpacked: its markup is many times its words. More is no document but an attack. */
const documentBytesMax = 100_000_000;

export async function openTextFile(file: File): Promise<Result<OpenedText, TextProblem>> {
  const name = file.name.replace(/\.[^.]+$/u, '').slice(0, 255) || 'Text';
  if (file.size > fileBytesMax)
    return fail(problemOf(file, 'It is larger than 50 MB.', 'Save its text as a plain text file.'));
  if (/\.docx$/iu.test(file.name)) return await openWord(file, name);
  const text = decode(await file.arrayBuffer());
  if (text === undefined) {
    return fail(
      problemOf(file, 'It is no text in UTF-8 or UTF-16.', 'Save it as plain text (UTF-8), as .docx, .vtt or .srt.'),
    );
  }
  if (!isTranscript(file.name)) return fitted(file, { name, kind: 'document', body: text });
  const body = stripTranscript(text);
  if (body === '')
    return fail(problemOf(file, 'No line with times was found in it.', 'If it is no transcript, name it .txt.'));
  return fitted(file, { name, kind: 'interview', body });
}

function fitted(file: File, opened: OpenedText): Result<OpenedText, TextProblem> {
  const body = opened.body.replaceAll(/\r\n?/g, '\n');
  if (body.trim() === '') return fail(problemOf(file, 'There is no text in it.', 'Choose another file.'));
  if (body.length > textCharsMax) {
    const detail = `It has ${body.length.toLocaleString('en')} characters; a text has at most ${textCharsMax.toLocaleString('en')}.`;
    return fail(problemOf(file, detail, 'Split it into several files.'));
  }
  return ok({ ...opened, body });
}

function problemOf(file: File, detail: string, remedy: string): TextProblem {
  return { title: `${file.name} was not opened`, detail, remedy };
}

/** Undefined for what is no text. */
function decode(bytes: ArrayBuffer): string | undefined {
  const [first, second] = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  const isWide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const encoding = isWide ? (first === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

async function openWord(file: File, name: string): Promise<Result<OpenedText, TextProblem>> {
  const remedy = 'Open it in the program that wrote it, and save it again as .docx or as plain text.';
  const xml = readDocumentXml(new Uint8Array(await file.arrayBuffer()));
  if (xml === undefined) return fail(problemOf(file, 'It is no Word document that can be read here.', remedy));
  const body = wordText(xml);
  if (body === undefined) return fail(problemOf(file, 'Its text is not written as Word documents are.', remedy));
  return fitted(file, { name, kind: 'document', body });
}

const documentPath = 'word/document.xml';

// Not the asynchronous way: it starts threads from text, which the page's security policy forbids.
function readDocumentXml(bytes: Uint8Array): string | undefined {
  try {
    const files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => name === documentPath && originalSize <= documentBytesMax,
    });
    const document = files[documentPath];
    return document === undefined ? undefined : new TextDecoder().decode(document);
  } catch {
    return undefined; // It is no archive, or a broken one.
  }
}
