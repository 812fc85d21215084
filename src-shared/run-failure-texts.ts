import { formatMegabytes } from './base/format-megabytes.ts';
import { languageNames } from './calls/language.ts';
import type { FailureTexts } from './failure-text.ts';
import { counted, listed, sentence } from './sentence-parts.ts';

/** A run that was not accepted: its arguments, the files given for them, its source; or a result that is not there. */
export const runTexts = {
  'argument-invalid': ({ parameter, expected, given }) => ({
    title: `The argument ${parameter} does not fit`,
    detail: `It takes ${expected}, and was given ${given}.`,
    remedy: `Give ${parameter} ${expected}.`,
  }),
  'argument-missing': ({ parameter }) => ({
    title: `The argument ${parameter} is missing`,
    detail: 'The function gives no default for it.',
    remedy: `Give ${parameter} a value.`,
  }),
  'argument-unknown': ({ parameter, known }) => ({
    title: `The function has no argument named ${parameter}`,
    detail: known.length === 0 ? 'It takes no arguments.' : `It takes ${listed(known)}.`,
    remedy: 'Look for a slip in the name, or leave it out.',
  }),
  'file-missing': ({ path }) => ({
    title: `There is no file at ${path}`,
    detail: "A path that does not start at the root is looked for in the workspace's files.",
    remedy: 'Choose the file again, or put it back where it was.',
  }),
  'file-unreadable': ({ path, reason }) => ({
    title: `The file ${path} cannot be read`,
    detail: sentence(reason),
    remedy: 'See that it is a file, that you may read it, and that no other program has locked it.',
  }),
  'csv-empty': ({ path }) => ({
    title: `The file ${path} is empty`,
    detail: 'It has no line, so there are no columns to make a table of.',
    remedy: 'Export it again from where it came from; the first line should hold the names of the columns.',
  }),
  'csv-ragged': ({ path, line, expected, found }) => ({
    title: `Line ${String(line)} of ${path} has ${counted(found, 'field')}, the lines before it have ${String(expected)}`,
    detail: 'A table needs the same number of fields in each line.',
    remedy: `Look at line ${String(line)}: a field that holds the delimiter must stand in double quotes, and each opening quote needs a closing one.`,
  }),
  'csv-not-text': ({ path, reason }) => ({
    title: `The file ${path} is not text that can be read as a table`,
    detail: sentence(reason),
    remedy:
      'Save it as CSV in UTF-8: in Excel choose "CSV UTF-8 (Comma delimited)", in LibreOffice the character set "Unicode (UTF-8)".',
  }),
  'table-unreadable': ({ path, format, reason }) => ({
    title: `The file ${path} cannot be read as ${format}`,
    detail: sentence(reason),
    remedy: `See that it is whole and that its ending says what it is: .parquet for Parquet; .arrow, .feather or .ipc for Arrow; .csv or .tsv for text.`,
  }),
  'table-column-refused': ({ path, column, reason }) => ({
    title: `The column ${column} of ${path} cannot be a table's column`,
    detail: sentence(`It ${reason}`),
    remedy: 'What each column of a file becomes is in docs/values.md.',
  }),
  'table-too-large': ({ path, sizeBytes, sizeBytesMax }) => ({
    title: `The file ${path} is too large to be handed over as a table`,
    detail: `It would take ${formatMegabytes(sizeBytes)} of memory, and the limit here is ${formatMegabytes(sizeBytesMax)}, half of what this computer has.`,
    remedy: 'Give the function the path as text and let it read the part that it needs, or make a smaller file.',
  }),
  'table-too-slow': ({ path, limitMs }) => ({
    title: `The file ${path} could not be read within ${counted(Math.round(limitMs / 1000), 'second')}`,
    detail: 'Reading it was given up. A file of its size takes a small part of that, so it is most likely broken.',
    remedy:
      'Make the file again with the program that wrote it. If it is as it should be, give the function the path as text and let it read the file itself.',
  }),
  'entry-not-found': ({ language }) => ({
    title: 'There is no function to run in the source',
    detail: `No top-level ${languageNames[language]} function was found in it.`,
    remedy: `Begin with ${{ python: '`def main():`', r: '`main <- function() {`', julia: '`function main()`' }[language]} and run again.`,
  }),
  'queue-full': ({ waiting }) => ({
    title: 'Too many runs are waiting',
    detail: `${counted(waiting, 'run')} ${waiting === 1 ? 'waits' : 'wait'} already, and no more are taken.`,
    remedy: 'Wait until some have ended, or cancel them.',
  }),
  'result-missing': () => ({
    title: 'The result is not kept any more',
    detail: 'Results of older runs are deleted to save room; the record of the run and its arguments stay.',
    remedy: 'Run it again with the same arguments.',
  }),
  'shared-part-absent': () => ({
    title: 'This part of the result is not on this device yet',
    detail: 'What is shared has arrived, the content of this part has not.',
    remedy: 'Connect to the server and try again; the device that it comes from may still be sending it.',
  }),
} satisfies Partial<FailureTexts>;
