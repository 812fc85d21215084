import { obstacleText } from './bring-over/obstacle-text.ts';
import type { FailureTexts } from './failure-text.ts';

/** Bringing workspaces of `personal` over to the account that is open. */
export const bringOverTexts = {
  'bring-over-not-here': () => ({
    title: 'There is nowhere to bring it',
    detail: 'The personal account is open itself.',
    remedy: 'Open an account of a server, or connect to one, and bring it over from there.',
  }),
  'bring-over-running': () => ({
    title: 'Something is being brought over already',
    detail: 'One is done after another.',
    remedy: 'Wait until it is done, or cancel it.',
  }),
  'bring-over-too-early': () => ({
    title: 'This account is still being fetched',
    detail: 'Until all of it is here it is not known what you brought over from another device.',
    remedy: 'Wait until the account has been fetched, and try again.',
  }),
  'bring-over-refused': ({ obstacle }) => ({
    title: 'It cannot be brought over',
    detail: obstacleText(obstacle),
    remedy: 'Nothing was written.',
  }),
  'personal-unreadable': ({ reason }) => ({
    title: 'The personal account could not be opened',
    detail: reason,
    remedy: 'The account that is open is as it was.',
  }),
} satisfies Partial<FailureTexts>;
