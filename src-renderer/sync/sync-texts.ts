import { languageNames, languages } from '#shared/calls/language.ts';
import type { ProblemKind, SyncProblem, SyncState } from '#shared/sync/sync-api.ts';
import { waitingCountMax } from '#shared/sync/sync-api.ts';
import { rejectionCodes } from '#shared/sync/sync-protocol.ts';
import type { RejectionCode } from '#shared/sync/sync-protocol.ts';

/** Of an account that has a server. */
export type ServerSync = Exclude<SyncState, { readonly kind: 'none' }>;
type Words = { readonly mark: 'ok' | 'warn' | 'busy' | null; readonly text: string };

/** For the status bar: what is to be looked at comes first, then what waits, then how it stands. */
export function statusWords(state: ServerSync): Words {
  const { activity, problems, waiting } = state;
  const refused = refusedCount(state);
  if (refused > 0) return { mark: 'warn', text: `${countText(refused)} not taken` };
  if (activity === 'paused') return { mark: 'warn', text: waiting > 0 ? `Paused, ${waitingText(waiting)}` : 'Paused' };
  if (activity === 'read-only')
    return { mark: 'warn', text: waiting > 0 ? `Update needed, ${waitingText(waiting)}` : 'Update needed' };
  if (activity === 'suspended')
    return { mark: 'warn', text: waiting > 0 ? `Only reading, ${waitingText(waiting)}` : 'Only reading' };
  if (activity === 'stuck')
    return { mark: 'warn', text: waiting > 0 ? `Stuck, ${waitingText(waiting)}` : 'Not in step' };
  const toSee = problems.superseded + problems.overwritten;
  if (toSee > 0) return { mark: 'warn', text: `${countText(toSee)} ${toSee === 1 ? 'edit' : 'edits'} overtaken` };
  if (activity === 'away') return { mark: null, text: waiting > 0 ? waitingText(waiting) : 'Not in step' };
  if (state.parts.whole < state.parts.all) return { mark: 'busy', text: `Fetching ${shareText(state.parts)}` };
  if (waiting > 0) return { mark: 'busy', text: waitingText(waiting) };
  return { mark: 'ok', text: 'In step' };
}

/** Edits that are not on the server and will not come there by themselves. */
export function refusedCount({ problems }: ServerSync): number {
  return problems.rejected + problems['set-aside'];
}

/** What that means, in sentences. */
export function stateSentences(state: ServerSync): readonly string[] {
  const { activity, problem } = state;
  const refused = refusedCount(state);
  const left = waitingSentences(state);
  switch (activity) {
    case 'in-step':
      if (refused > 0)
        return [
          'The server did not take what is listed below.',
          'Everything else that you have done is there, and everything there that you may see is here.',
        ];
      return ['Everything that you have done is on the server, and everything there that you may see is here.'];
    case 'working':
      return ['Edits are being sent and fetched. Your work does not wait for it.', ...left];
    case 'away':
      return [
        problem ?? 'The server cannot be asked just now.',
        ...left,
        'It goes on by itself, and so does your work.',
      ];
    case 'paused':
      return ['You have paused it: nothing is sent or fetched.', ...left];
    case 'read-only':
      return [problem ?? 'The server takes none of your edits just now.', ...left, 'Nothing is lost meanwhile.'];
    case 'suspended':
      return [
        problem ?? 'The server takes none of your edits just now.',
        ...left,
        'When your organisation is open again they are sent by themselves; ask whoever runs the server. Nothing is lost meanwhile.',
      ];
    case 'stuck':
      return [
        problem ?? 'Something is not as it should be.',
        ...left,
        'It is tried again by itself; nothing is lost meanwhile.',
      ];
  }
}

export function waitingSentences({ waiting }: ServerSync): readonly string[] {
  return waiting === 0 ? [] : [`${countText(waiting)} ${waiting === 1 ? 'edit waits' : 'edits wait'} here to be sent.`];
}

export const problemHeadings: { readonly [kind in ProblemKind]: string } = {
  rejected: 'Not taken by the server',
  'set-aside': 'Set aside',
  superseded: 'Overtaken by a later edit',
  overwritten: 'Overwritten by somebody who had not seen yours',
};

/** Why it is on the list, as a sentence. */
export function problemSentence({ kind, code, reasons }: SyncProblem, actorName: string): string {
  switch (kind) {
    case 'superseded':
      return `${actorName} edited it later than you, and that edit stays.`;
    case 'overwritten':
      return `${actorName} edited it without having seen your edit, which theirs has replaced.`;
    case 'set-aside':
      return 'You do not reach this any more, so your edit could not be sent. The record has gone from this device.';
    case 'rejected': {
      const known = rejectionCodes.find((one) => one === code);
      const text = known === undefined ? 'The server did not take it.' : rejections[known];
      return reasons.length === 0 ? text : `${text} It says: ${reasons.join('; ')}.`;
    }
  }
}

const rejections: { readonly [code in RejectionCode]: string } = {
  'not-permitted': 'You may not change this any more.',
  'record-invalid': 'What was written does not fit.',
  'record-missing': 'It has been deleted, or you do not reach it any more.',
  'value-taken': 'Another one has that name already.',
  'entity-unknown': 'The server does not know of this kind of thing; it may be of an older version.',
  'scope-foreign': 'It would belong somewhere that is not yours.',
  'schema-unknown': 'The server and this program are of versions that do not fit together.',
  'tenant-closed': 'Your organisation is not open on the server.',
  'group-refused': 'It was made together with another edit that was not taken.',
  'number-taken':
    'This device was put back to an earlier state, from a back-up for example, and you made this before it had heard what it had sent since. The server has that. Compare, and try yours again where you still want it.',
};

/** What a record is called at the head of its lines. */
export function recordText(entity: string, title: string | null): string {
  // Which tabs are open, where one was: its key says nothing to anybody.
  if (entity === 'userPreference') return 'A setting of yours';
  const kind = spaced(entity === 'cta' ? 'callToAction' : entity);
  const text = title === null ? kind : `${kind} ${title}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function fieldText(name: string): string {
  return fieldTexts[name] ?? spaced(name.replace(/Id$/, ''));
}

const fieldTexts: { readonly [field: string]: string } = {
  deletedAt: 'deleted',
  draftSource: 'source',
  metadata: 'signature and settings',
};

const valueCharsMax = 400;

/** The value of a field as a person reads it. */
export function valueText(field: string, value: unknown): string {
  const language = field === 'language' ? languages.find((one) => one === value) : undefined;
  if (language !== undefined) return languageNames[language];
  if (value === null || value === '') return '(nothing)';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join(', ') || '(nothing)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > valueCharsMax ? `${text.slice(0, valueCharsMax)}…` : text;
}

export function countText(count: number): string {
  return `${count.toLocaleString()}${count >= waitingCountMax ? ' or more' : ''}`;
}

function waitingText(count: number): string {
  return `${countText(count)} waiting`;
}

function shareText({ whole, all }: ServerSync['parts']): string {
  return `${String(Math.floor((100 * whole) / all))} %`;
}

/** `functionVersion` as a person says it. */
function spaced(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
