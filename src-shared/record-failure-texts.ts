import type { FailureTexts } from './failure-text.ts';
import { sentence } from './sentence-parts.ts';

/** Something that was to be kept, or read back: records, names, versions, drafts. */
export const recordTexts = {
  'not-permitted': ({ permission }) => ({
    title: 'You may not do this',
    detail: `It needs the permission ${permission}, which your role does not have.`,
    remedy: 'Ask the owner of the workspace or an administrator for it.',
  }),
  'undo-refused': () => ({
    title: 'You may not take this back any more',
    detail: 'What you may do there has changed since.',
    remedy: 'Ask an owner of the project to take it back, or to let you edit again.',
  }),
  'record-missing': ({ entity }) => ({
    title: `The ${spaced(entity)} is not on this device`,
    detail: 'It may have been deleted, here or elsewhere, or not have arrived yet.',
    remedy: 'Undo the deletion if it was yours, or choose another one.',
  }),
  'record-invalid': ({ entity, problems }) => ({
    title: `The ${spaced(entity)} cannot be kept like this`,
    detail: problems.map(sentence).join(' '),
    remedy: 'Correct it and try again; what was kept before is unchanged.',
  }),
  'disk-full': () => ({
    title: 'The disk is full',
    detail: 'Your last change was not kept; everything before it was.',
    remedy: 'Make room on the disk that holds the data folder, and try again.',
  }),
  'disk-read-only': () => ({
    title: 'The data folder cannot be written to',
    detail: 'Your last change was not kept; everything before it was.',
    remedy: 'Give yourself the right to write to the data folder, or start Triptych with another one (`--data-dir`).',
  }),
  'name-empty': () => ({
    title: 'A name is needed',
    detail: 'The name is empty.',
    remedy: 'Type at least one letter.',
  }),
  'name-too-long': ({ charsMax }) => ({
    title: 'The name is too long',
    detail: `A name has at most ${String(charsMax)} characters.`,
    remedy: 'Shorten it.',
  }),
  'version-invalid': ({ given }) => ({
    title: `${given === '' ? 'An empty text' : given} is not a version`,
    detail: 'A version is three numbers with dots between them, such as 1.0.0, and maybe a word after a hyphen.',
    remedy: 'Type a version such as 1.2.0.',
  }),
  'version-taken': ({ version }) => ({
    title: `Version ${version} has been released already`,
    detail: 'What a version was, it stays.',
    remedy: 'Choose a higher version.',
  }),
  'version-not-higher': ({ version, latest }) => ({
    title: `Version ${version} is not higher than ${latest}`,
    detail: `The latest release is ${latest}; each new one must be higher.`,
    remedy: 'Choose a higher version.',
  }),
  'draft-unchanged': ({ version }) => ({
    title: 'There is nothing new to release',
    detail: `The draft is the same as version ${version}.`,
    remedy: 'Change the source first, or use the version that is there.',
  }),
  'draft-changed': () => ({
    title: 'The draft has been changed elsewhere',
    detail: 'Another window saved it while this text was on its way, so this text was not written over it.',
    remedy: 'What you typed is still in the editor: type on, and the two are kept together.',
  }),
} satisfies Partial<FailureTexts>;

/** `functionVersion` as a person says it. */
function spaced(entity: string): string {
  return entity.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
