import type { ConnectionState } from '#shared/access/connection-api.ts';
import { failureText } from '#shared/failure-texts.ts';

import { clockText } from './moment-texts.ts';

/** Of an account that has a server. */
export type ServerState = Exclude<ConnectionState, { readonly kind: 'none' }>;

/** Of an account whose server cannot be asked. */
export type AwayState = Exclude<ServerState, { readonly kind: 'connected' }>;

/** For the head of what is said about it. */
export function awayTitle(state: AwayState): string {
  switch (state.kind) {
    case 'connecting':
      return 'Connecting';
    case 'unreachable':
      return state.isTenantClosed ? 'Your organisation is closed' : 'The server cannot be reached';
    case 'other-version':
      return 'The server has another version';
    case 'signed-out':
      return 'You are signed out';
    case 'locked':
      return 'What signs you in is locked';
  }
}

/** For the status bar: a mark, and a few words. */
export function wordsOf(state: ServerState): { readonly mark: 'ok' | 'warn' | null; readonly text: string } {
  switch (state.kind) {
    case 'connecting':
      return { mark: null, text: 'Connecting' };
    case 'connected': {
      const { name, status } = state.me.tenant;
      return status === 'active'
        ? { mark: 'ok', text: `Connected to ${name}` }
        : { mark: 'warn', text: `${name} is suspended` };
    }
    case 'unreachable':
      return { mark: 'warn', text: state.isTenantClosed ? 'Organisation closed' : 'Server not reachable' };
    case 'other-version':
      return { mark: 'warn', text: state.tooOld === 'server' ? 'Server is too old' : 'Triptych is too old' };
    case 'signed-out':
      return { mark: 'warn', text: 'Signed out' };
    case 'locked':
      return { mark: 'warn', text: state.place === 'vault' ? 'Vault locked' : 'Keychain locked' };
  }
}

/** What the state means and what happens next, in sentences. */
export function detailsOf(state: ServerState): readonly string[] {
  switch (state.kind) {
    case 'connecting':
      return ['It is being asked who you are. Your work here does not wait for it.'];
    case 'connected': {
      const { user, tenant } = state.me;
      if (tenant.status === 'suspended')
        return [
          `${tenant.name} is suspended: on the server it can be read and not changed. Ask whoever runs it.`,
          'Your work here goes on, and waits on this device until it is open again.',
        ];
      return [`You are ${user.name} in ${tenant.name}.`];
    }
    case 'unreachable':
      return [
        state.problem,
        `It is tried again at ${clockText(state.triesAgainAt)}. Your work here goes on as always.`,
      ];
    case 'other-version': {
      const kind = state.tooOld === 'server' ? 'server-too-old' : 'server-too-new';
      const { title, detail, remedy } = failureText({ kind, version: state.version }, '');
      return [`${title}. ${detail}`, remedy];
    }
    case 'signed-out': {
      const { detail, remedy } = failureText(state, '');
      return [detail, remedy];
    }
    case 'locked':
      return state.place === 'vault'
        ? ['What signs you in is in the vault of this device, and the vault is locked.']
        : [
            'What signs you in is in the keychain of this system, and the keychain is locked. Unlock it, then try again.',
          ];
  }
}
