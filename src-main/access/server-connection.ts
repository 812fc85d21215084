/*
 * The open account's connection to its server: who one is there, kept true by a WebSocket on which the server tells when that
 * changes, and looked for again, ever more slowly, when it cannot be reached. Nothing in the app waits for it.
 *
 *     connecting ──▶ connected ◀──▶ unreachable          asked anew at each event, at each end of the socket, when it is due
 *          │             │
 *          ▼             ▼
 *        locked      signed-out                          until a vault is opened, or somebody signs in
 *
 * A server of another contract is `other-version`: nothing is asked of it but, now and then, whether it still is.
 */
import type { Me } from '#shared/access/me.ts';
import type { ServerAccount } from '#shared/access/account-api.ts';
import type { ConnectionState } from '#shared/access/connection-api.ts';
import type { Clock } from '#shared/base/instant.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { ServerFailure } from '#shared/rpc/server-contract.ts';
import type { ServerApiClient } from '#shared/server-api.ts';

import type { Log } from '../rpc/connection.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { tokenName } from './account-desk.ts';
import { greetServer } from './greet-server.ts';
import { followServer } from './follow-server.ts';
import type { FollowEvent, News } from './follow-server.ts';
import { createOneTimer } from './one-timer.ts';
import { ask, createServerLink } from './server-link.ts';
import type { LinkedServer } from './server-link.ts';

export type ConnectionDeps = {
  /** Undefined for `personal`. */
  readonly account: ServerAccount | undefined;
  readonly secrets: Secrets;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Told whenever the server has said who one is: names and rights may have changed. */
  readonly onMe: (me: Me) => void;
  /** Told when the server has said that the person may not be there any more. */
  readonly onShutOut: () => void;
  /** Told when there may be records that are not here: the server says so, or what it said was not heard. */
  readonly onNews: (news?: News) => void;
  /** Told with what the server can be asked on while the socket to it is open, and with undefined when it is not any more. */
  readonly onSocket: (client: ServerApiClient | undefined) => void;
};

export type ServerConnection = {
  readonly read: () => ConnectionState;
  readonly subscribe: (onChange: () => void) => () => void;
  /** To ask the server with. Where it was not to be reached a moment ago, nobody waits for it: it is tried meanwhile. */
  readonly link: () => Promise<Result<LinkedServer, ServerFailure>>;
  /** Connects for the first time. */
  readonly start: () => void;
  readonly tryNow: () => void;
  readonly close: () => void;
};

const retryMsFirst = 1_000;
const retryMsMax = 60_000;
/** A connection that was cut without a word is noticed by asking: no packet comes to say so. */
const checkEveryMs = 60_000;
const askMsMax = 15_000;
/** Of what the server tells in a burst, the last is enough. */
const eventMs = 50;

type Token = { readonly kind: 'found'; readonly token: string } | { readonly kind: 'locked' | 'missing' };

export function createServerConnection(deps: ConnectionDeps): ServerConnection {
  const { account, secrets, version, clock, log, onMe, onShutOut, onNews, onSocket } = deps;
  const listeners = new Set<() => void>();
  const end = new AbortController();
  const next = createOneTimer(clock, () => void tryToConnect());
  let state: ConnectionState =
    account === undefined ? { kind: 'none' } : { kind: 'connecting', address: account.serverAddress };
  let retryMs = retryMsFirst;
  let following: { readonly token: string; readonly stop: () => void } | undefined;
  let linked: { readonly token: string; readonly link: LinkedServer } | undefined;
  let isTrying = false;
  let isAskedAgain = false;

  function change(after: ConnectionState): void {
    if (JSON.stringify(after) === JSON.stringify(state)) return;
    state = after;
    for (const listener of listeners) listener();
  }

  async function readToken({ id, serverAddress }: ServerAccount): Promise<Token> {
    const found = await secrets.get(tokenName(id));
    if (found.ok) return found.value === undefined ? { kind: 'missing' } : { kind: 'found', token: found.value };
    if (found.failure.kind !== 'secrets-locked') {
      log(`The token of this account cannot be read: ${found.failure.kind}.`);
      return { kind: 'missing' };
    }
    stopFollowing();
    change({ kind: 'locked', address: serverAddress, place: found.failure.place });
    return { kind: 'locked' };
  }

  /** The same for all questions under one token: files ask hundreds. */
  function linkTo(address: string, token: string): LinkedServer {
    if (linked?.token !== token) linked = { token, link: createServerLink({ address, token, version }) };
    return linked.link;
  }

  async function tryToConnect(): Promise<void> {
    isAskedAgain = true;
    if (account === undefined || isTrying) return;
    isTrying = true;
    try {
      while (isAskedAgain && !end.signal.aborted) {
        isAskedAgain = false;
        // oxlint-disable-next-line no-await-in-loop -- What was asked for meanwhile comes after.
        await tryOnce(account);
      }
    } finally {
      isTrying = false;
    }
  }

  async function tryOnce(known: ServerAccount): Promise<void> {
    const { serverAddress: address, email } = known;
    next.stop();
    const found = await readToken(known);
    if (found.kind === 'locked') return;
    if (found.kind !== 'found') return signedOut({ address, email, reason: null });
    const signal = AbortSignal.any([end.signal, AbortSignal.timeout(askMsMax)]);
    // Whoever answers after the connection was lost may be of another version.
    const greeted = following === undefined ? await greetServer({ address, version }, signal) : ok(undefined);
    if (end.signal.aborted) return;
    if (!greeted.ok) return away(address, greeted.failure);
    const link = linkTo(address, found.token);
    const answer = await ask(address, async () => await link.access.me({}, { signal }));
    if (end.signal.aborted) return;
    if (!answer.ok) {
      if (answer.failure.kind === 'signed-out') return signedOut({ address, email, reason: answer.failure.reason });
      return away(address, answer.failure);
    }
    onMe(answer.value);
    change({ kind: 'connected', address, me: answer.value });
    next.in(checkEveryMs);
    if (following?.token !== found.token) follow(address, found.token);
  }

  function signedOut({ address, email, reason }: { address: string; email: string; reason: string | null }): void {
    stopFollowing();
    if (reason === 'user-disabled') onShutOut();
    change({ kind: 'signed-out', address, email, reason });
  }

  function away(address: string, failure: ServerFailure): void {
    stopFollowing();
    if (failure.kind === 'server-too-new' || failure.kind === 'server-too-old') {
      const tooOld = failure.kind === 'server-too-old' ? 'server' : 'device';
      change({ kind: 'other-version', address, version: failure.version, tooOld });
      return next.in(checkEveryMs);
    }
    const dueMs = failure.kind === 'too-many-requests' ? failure.retryAfterSeconds * 1000 : growingMs();
    const triedAt = clock.nowMs();
    const isTenantClosed = failure.kind === 'tenant-closed';
    const triesAgainAt = triedAt + dueMs;
    change({ kind: 'unreachable', address, isTenantClosed, problem: textOf(failure), triedAt, triesAgainAt });
    next.in(dueMs);
  }

  /** Ever longer, and spread, so that a server that comes back is not asked by everybody in the same second. */
  function growingMs(): number {
    const ms = retryMs;
    retryMs = Math.min(retryMs * 2, retryMsMax);
    return Math.round(ms * (0.75 + 0.5 * ((clock.nowMs() % 997) / 997)));
  }

  function follow(address: string, token: string): void {
    stopFollowing();
    const onEvent = (event: FollowEvent, news?: News): void => {
      if (following?.stop !== started) return;
      if (event !== 'ended') onNews(news);
      if (event === 'begun') retryMs = retryMsFirst;
      // Asked at its beginning too: what changed just before it began was told to nobody.
      if (event === 'begun' || event === 'changed') next.in(eventMs);
      else if (event === 'ended') {
        following = undefined;
        onSocket(undefined);
        next.in(growingMs());
      }
    };
    const onClient = (client: ServerApiClient): void => {
      if (following?.stop === started) onSocket(client);
    };
    const started = followServer({ address, token, onEvent, onClient });
    following = { token, stop: started };
  }

  function stopFollowing(): void {
    const before = following;
    following = undefined;
    if (before === undefined) return;
    before.stop();
    onSocket(undefined);
  }

  // A vault that was opened has the token that was missing.
  const stopWatchingSecrets = secrets.subscribe(() => void tryToConnect());
  return {
    start: () => void tryToConnect(),
    read: () => state,
    subscribe: (onChange) => {
      listeners.add(onChange);
      return () => void listeners.delete(onChange);
    },
    link: async () => {
      if (account === undefined) return fail({ kind: 'not-connected' });
      const found = await readToken(account);
      if (found.kind !== 'found') return fail({ kind: 'not-connected' });
      if (state.kind === 'other-version') return fail(versionFailureOf(state));
      if (state.kind !== 'unreachable') return ok(linkTo(account.serverAddress, found.token));
      const { address, problem } = state;
      void tryToConnect();
      return fail({ kind: 'server-unreachable', address, problem });
    },
    tryNow: () => {
      retryMs = retryMsFirst;
      void tryToConnect();
    },
    close: () => {
      end.abort();
      stopWatchingSecrets();
      next.stop();
      stopFollowing();
    },
  };
}

/** As the contract tells it. */
function versionFailureOf({ tooOld, version }: Extract<ConnectionState, { readonly kind: 'other-version' }>) {
  return { kind: tooOld === 'server' ? ('server-too-old' as const) : ('server-too-new' as const), version };
}

function textOf(failure: ServerFailure): string {
  switch (failure.kind) {
    case 'server-unreachable':
      return failure.problem;
    case 'server-not-triptych':
      return 'What answers there is no Triptych server.';
    case 'tenant-closed':
      return 'Your organisation has been closed there. Ask whoever runs the server.';
    case 'too-many-requests':
      return 'It has been asked too often.';
    default:
      return 'It could not answer.';
  }
}
