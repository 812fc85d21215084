import { isSchemaTaken } from '#shared/sync/schema-versions.ts';

import type { SyncFailure } from './sync-server.ts';

/** Whether the server was only not to be reached: nothing is wrong, and it will be there again. */
export function isAway({ kind }: SyncFailure): boolean {
  return (
    kind === 'server-unreachable' || kind === 'not-connected' || kind === 'signed-out' || kind === 'too-many-requests'
  );
}

/** What is told of synchronisation that has met with it. */
export function activityOf(failure: SyncFailure): 'away' | 'suspended' | 'stuck' {
  if (isAway(failure)) return 'away';
  return failure.kind === 'tenant-closed' && failure.status === 'suspended' ? 'suspended' : 'stuck';
}

/** What keeps this device from being in step, as a sentence. */
export function failureSentence(failure: SyncFailure): string {
  switch (failure.kind) {
    case 'sync-stuck':
    case 'server-unreachable':
      return failure.problem;
    case 'server-not-triptych':
      return 'What the server answered could not be understood; it may be of another version.';
    case 'tenant-closed':
      return closedSentences[failure.status];
    case 'too-many-requests':
      return 'The server has been asked too often.';
    case 'signed-out':
    case 'not-connected':
      return 'You are signed out.';
    case 'not-permitted':
      return 'The server does not let you synchronise.';
    case 'server-behind':
      return 'The server is being updated. What is not on this device yet is fetched when that is done; everything else goes on.';
    case 'server-failed':
      return `The server has met a fault of its own (${failure.reference}).`;
    default:
      return 'The server could not answer.';
  }
}

const closedSentences = {
  suspended: 'Your organisation is suspended: what is on the server can be read, and nothing new is taken.',
  cancelled: 'Your organisation has been closed on the server. Ask whoever runs it.',
  missing: 'Your organisation is not on the server any more. Ask whoever runs it.',
};

/** Why a server takes nothing of what is done here, and what is to be done; undefined where it does. */
export function readOnlySentence(versions: { readonly device: number; readonly server: number }): string | undefined {
  if (isSchemaTaken(versions)) return undefined;
  return versions.device < versions.server
    ? 'This program is too old for the server to take your edits. Update it: until then you see what others do, and your edits wait here.'
    : 'The server is older than this program and cannot take your edits. Ask whoever keeps it to update it: until then you see what others do, and your edits wait here.';
}
