import { formatMegabytes } from './base/format-megabytes.ts';
import type { FailureTexts } from './failure-text.ts';

/** What can go wrong when a project is brought in or out. */
export const exchangeTexts = {
  'import-too-large': ({ sizeBytes, sizeBytesMax }) => ({
    title: 'The file is too large',
    detail: `It has ${formatMegabytes(sizeBytes)}, and a file of a project has at most ${formatMegabytes(sizeBytesMax)}.`,
    remedy: 'Split it into several files.',
  }),
  'import-unreadable': ({ fileName, reason }) => ({
    title: `${fileName} could not be read`,
    detail: `The reading was ended: ${reason}.`,
    remedy: 'Nothing was changed. Open the file where it comes from, save it again, and try that one.',
  }),
  'import-gone': () => ({
    title: 'The file is not kept any more',
    detail: 'A file that is brought in is kept for half an hour, and not beyond the end of the program.',
    remedy: 'Nothing was changed. Choose the file again.',
  }),
  'import-refused': ({ sentence: said }) => ({
    title: 'The file cannot be brought in',
    detail: said,
    remedy: 'Nothing was changed. Correct the file and choose it again.',
  }),
  'import-outdated': () => ({
    title: 'The project has changed in the meantime',
    detail: 'What would be done now may be something else than what was shown, so nothing was done.',
    remedy: 'Look at what would be done now, and import again.',
  }),
  'import-cancelled': () => ({
    title: 'The import was cancelled',
    detail: 'What had been written was taken back, so nothing of the file is in the project.',
    remedy: 'Import it again whenever you like.',
  }),
  'imports-full': ({ countMax }) => ({
    title: 'Too many files are being brought in',
    detail: `There are ${String(countMax)} open at once.`,
    remedy: 'Finish or close one of them first.',
  }),
  'export-folder-unusable': ({ folder, reason }) => ({
    title: 'Nothing can be saved in this folder',
    detail: `${folder}: ${reason}.`,
    remedy: 'Choose another folder, or none to keep the file with Triptych.',
  }),
  'folder-refused': ({ folder, reason }) => ({
    title: 'The folder cannot be opened or made',
    detail: `${folder}: ${reason}.`,
    remedy: 'Choose another one, or another name.',
  }),
  'export-missing': ({ path }) => ({
    title: 'The exported file is not there any more',
    detail: path === '' ? 'The export has not been finished.' : `It was at ${path}, and was moved or deleted.`,
    remedy: 'Export it again.',
  }),
  'exports-full': ({ countMax }) => ({
    title: 'Too many exports are waiting',
    detail: `There are ${String(countMax)} already.`,
    remedy: 'Wait until some of them are done, or cancel them.',
  }),
} satisfies Partial<FailureTexts>;
