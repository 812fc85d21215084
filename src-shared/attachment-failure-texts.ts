import { formatMegabytes } from './base/format-megabytes.ts';
import type { FailureTexts } from './failure-text.ts';

/** What can go wrong with attached files and shared results. */
export const attachmentTexts = {
  'attachment-too-large': ({ name, sizeBytes, sizeBytesMax }) => ({
    title: `${name} is too large`,
    detail: `It has ${formatMegabytes(sizeBytes)}, and an attached file has at most ${formatMegabytes(sizeBytesMax)}.`,
    remedy: 'Pack it, split it, or leave it where it is and note its place.',
  }),
  'attachment-name-unusable': () => ({
    title: 'This is no name for a file',
    detail: 'Nothing is left of it without what names of files cannot have.',
    remedy: 'Type at least one letter or digit.',
  }),
  'attachment-changed': ({ name }) => ({
    title: `${name} changed while it was read`,
    detail: 'Other bytes came than were there when it was chosen, so nothing of it was kept.',
    remedy: 'Wait until the program that writes it is done, and add it again.',
  }),
  'upload-gone': () => ({
    title: 'The file is not kept any more',
    detail: 'A file that is being added is kept for half an hour, and not beyond the end of the program.',
    remedy: 'Add it again.',
  }),
  'uploads-full': ({ countMax }) => ({
    title: 'Too many files are being added',
    detail: `There are ${String(countMax)} on their way at once.`,
    remedy: 'Wait until some of them are there.',
  }),
  'attachments-full': ({ countMax }) => ({
    title: 'There are too many files here',
    detail: `There may be ${String(countMax)}.`,
    remedy: 'Remove some that nobody needs, or pack several into one.',
  }),
  'attachments-read-only': () => ({
    title: 'You may only read the files here',
    detail: 'Your role, or an exception to it, gives no more.',
    remedy: 'Ask an owner of the project to let you edit its texts and files.',
  }),
  'attachment-absent': ({ name }) => ({
    title: `${name} is not on this device yet`,
    detail: 'What it is called has arrived, its content has not.',
    remedy: 'Connect to the server and try again; the device that it comes from may still be sending it.',
  }),
  'attachment-unopenable': ({ name, reason }) => ({
    title: `${name} cannot be opened from here`,
    detail: `${reason}.`,
    remedy: 'Save a copy and open that.',
  }),
  'share-refused': ({ reason }) => ({
    title: 'This cannot be shared',
    detail: `${reason}.`,
    remedy: 'Nothing has left this device.',
  }),
} satisfies Partial<FailureTexts>;
