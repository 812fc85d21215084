import type { FailureTexts } from './failure-text.ts';
import { sentence } from './sentence-parts.ts';

/** Something of a project that was to be changed, brought in or taken out. */
export const projectTexts = {
  'edit-refused': ({ problems }) => ({
    title: 'This cannot be kept',
    detail: `${problems.map(sentence).slice(0, 5).join(' ')}${problems.length > 5 ? ` And ${String(problems.length - 5)} more.` : ''}`,
    remedy: 'Nothing was changed. Correct it and try again.',
  }),
  'project-read-only': ({ what }) => ({
    title: `You may only read ${what}`,
    detail: 'Your role in this project, or an exception to it, gives no right to change it.',
    remedy: 'Ask an owner of the project to give you the right.',
  }),
  'last-owner': () => ({
    title: 'A project needs an owner',
    detail: 'This person is the only one, and would not be one any more.',
    remedy: 'Make somebody else an owner first.',
  }),
  'change-superseded': ({ problems }) => ({
    title: 'This has been changed since',
    detail: `${problems.map(sentence).slice(0, 5).join(' ')}${problems.length > 5 ? ` And ${String(problems.length - 5)} more.` : ''}`,
    remedy: 'Nothing was taken back. Take it back nonetheless, or only the parts that are still as they were.',
  }),
  'project-full': ({ what, count, countMax }) => ({
    title: `A project holds at most ${countMax.toLocaleString('en')} ${what}`,
    detail: `With this it would have ${count.toLocaleString('en')}.`,
    remedy: 'Nothing was changed. Split the model into several projects.',
  }),
  'text-changed': () => ({
    title: 'The text has been changed elsewhere',
    detail: 'Another window saved it while what you typed was on its way, so nothing was written over it.',
    remedy: 'What you typed is still in the editor: type on, and the two are kept together.',
  }),
  'text-too-long': ({ charsMax }) => ({
    title: `A text has at most ${charsMax.toLocaleString('en')} characters`,
    detail: 'What you typed last was not kept.',
    remedy: 'Split the text into several.',
  }),
  'text-read-only': () => ({
    title: 'You may only read the texts of this project',
    detail: 'Your role, or an exception to it, gives no right to change them.',
    remedy: 'Ask an owner of the project to give you the right.',
  }),
} satisfies Partial<FailureTexts>;
