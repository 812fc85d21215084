/*
 * Connecting this device to a server. Each way in ends alike: the token goes to where secrets are kept, the account onto the
 * list, and the account is opened.
 */
import type { HalfSignedIn } from '#shared/access/factor-server-api.ts';
import type { Me, SignedIn } from '#shared/access/me.ts';
import type { connectionApi } from '#shared/access/connection-api.ts';
import { fail, ok } from '#shared/base/result.ts';

import type { HandlersOf } from '../rpc/handlers.ts';
import { watchLatest } from '../rpc/watch-latest.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { tokenName } from './account-desk.ts';
import type { AccountDesk, NewAccount } from './account-desk.ts';
import { greetServer } from './greet-server.ts';
import { createHalfSignIns } from './half-sign-ins.ts';
import type { Begun, HalfGiven } from './half-sign-ins.ts';
import { readServerAddress } from './server-address.ts';
import type { ServerLink } from './server-address.ts';
import type { ServerConnection } from './server-connection.ts';
import { ask, createServerLink } from './server-link.ts';
import type { LinkedServer } from './server-link.ts';

export type ConnectionHandlersDeps = {
  readonly desk: AccountDesk;
  readonly secrets: Secrets;
  readonly connection: ServerConnection;
  readonly version: string;
  /** How this device is called on the server's list: the machine's name. */
  readonly deviceName: string;
  readonly platform: string;
};

type Handlers = HandlersOf<typeof connectionApi>;

export function createConnectionHandlers(deps: ConnectionHandlersDeps): Handlers {
  const { connection, desk } = deps;
  const device = { name: deps.deviceName, platform: deps.platform };
  const halves = createHalfSignIns();

  /** A session ends in the account; what waits for a code is kept here until it comes. */
  async function goOn(at: string, answer: SignedIn | HalfSignedIn, begun: Begun) {
    return answer.kind === 'signed-in' ? await keepAccount(deps, at, answer) : ok(halves.add(at, answer, begun));
  }

  /** `sign-in-over` also where the program was started again meanwhile. */
  async function finish<T extends SignedIn>(
    id: string,
    question: (server: LinkedServer, half: HalfGiven) => Promise<T>,
  ) {
    const half = halves.find(id);
    if (half === undefined) return fail({ kind: 'sign-in-over' as const });
    const { at, given } = half;
    const answer = await askAt(deps, at, async (server) => await question(server, given));
    const ending: string = answer.ok ? '' : answer.failure.kind; // The calls have failures of their own beside every call's.
    if (answer.ok || ending === 'sign-in-over') halves.forget(id);
    return answer;
  }

  return {
    look: async (input) => {
      const found = readServerAddress(input.address);
      if (!found.ok) return found;
      const { address, link } = found.value;
      const info = await greetServer({ address, version: deps.version });
      if (!info.ok) return info;
      const { version, isSetUp, sendsMail } = info.value;
      const about = await describeLink(deps, address, link);
      return about.ok ? ok({ address, version, isSetUp, sendsMail, link: about.value }) : about;
    },
    signIn: async ({ address, ...input }) => {
      const answer = await askAt(deps, address, async (server, at) => {
        const here = { ...device, ...knownDevice(deps, at, input.email) };
        return { here, signedIn: await server.access.signIn({ ...input, device: here }) };
      });
      if (!answer.ok) return answer;
      const { at, value } = answer.value;
      const { here, signedIn } = value;
      if (signedIn.kind === 'choose-tenant') return ok(signedIn);
      return await goOn(at, signedIn, { device: here, email: input.email });
    },
    giveCode: async ({ id, code }) => {
      const answer = await finish(id, async (server, given) => await server.access.giveCode({ ...given, code }));
      return answer.ok ? await keepAccount(deps, answer.value.at, answer.value.value) : answer;
    },
    setUpFactor: async ({ id, code }) => {
      const answer = await finish(id, async (server, given) => await server.access.setUpFactor({ ...given, code }));
      if (!answer.ok) return answer;
      const { at, value } = answer.value;
      const kept = await rememberAccount(deps, at, value);
      if (!kept.ok) return kept;
      return ok({ kind: 'factor-set' as const, accountId: kept.value.id, recoveryCodes: value.recoveryCodes });
    },
    setUp: async ({ address, ...input }) => {
      const answer = await askAt(deps, address, async (server) => await server.access.setUp({ ...input, device }));
      return answer.ok ? await keepAccount(deps, answer.value.at, answer.value.value) : answer;
    },
    acceptInvitation: async ({ address, ...input }) => {
      const answer = await askAt(
        deps,
        address,
        async (server) => await server.access.acceptInvitation({ ...input, device }),
      );
      return answer.ok ? await goOn(answer.value.at, answer.value.value, { device, email: '' }) : answer;
    },
    requestReset: async ({ address, ...input }) => {
      const answer = await askAt(deps, address, async (server) => await server.access.requestReset(input));
      return answer.ok ? ok(answer.value.value) : answer;
    },
    resetPassword: async ({ address, ...input }) => {
      const answer = await askAt(deps, address, async (server) => await server.access.resetPassword(input));
      return answer.ok ? ok(answer.value.value) : answer;
    },
    actIn: async (input) => {
      const state = connection.read();
      const link = await connection.link();
      if (!link.ok) return link;
      if (state.kind === 'none') return fail({ kind: 'not-connected' });
      const answer = await ask(state.address, async () => await link.value.access.actIn(input));
      return answer.ok ? await keepAccount(deps, state.address, answer.value) : answer;
    },
    signOut: async ({ keeps }) => {
      const state = connection.read();
      if (state.kind === 'none') return fail({ kind: 'not-connected' });
      const { currentId } = desk.list();
      await tellSignedOut(deps, state.address);
      if (keeps !== 'account') {
        const forgotten = await desk.forget(currentId, { keepsCopy: keeps === 'copy' });
        return forgotten.ok ? ok({}) : forgotten;
      }
      const removed = await deps.secrets.remove(tokenName(currentId));
      connection.tryNow();
      return removed.ok ? ok({}) : removed;
    },
    watch: (_input, { signal }) => ok(watchLatest(connection, signal)),
    tryNow: () => {
      connection.tryNow();
      return ok({});
    },
  };
}

/** Asks the server at an address that somebody has typed; `at` is how the address is written. */
async function askAt<T>(
  deps: ConnectionHandlersDeps,
  given: string,
  question: (server: LinkedServer, at: string) => Promise<T>,
) {
  const found = readServerAddress(given);
  if (!found.ok) return found;
  const { address: at } = found.value;
  // Before a link is used up: a token that could not be kept would be of no use.
  const secrets = await deps.secrets.state();
  if (secrets.kind === 'vault' && secrets.isLocked)
    return fail({ kind: 'secrets-locked' as const, place: 'vault' as const });
  const info = await greetServer({ address: at, version: deps.version });
  if (!info.ok) return info;
  const server = createServerLink({ address: at, token: null, version: deps.version });
  const answer = await ask(at, async () => await question(server, at));
  return answer.ok ? ok({ at, value: answer.value }) : answer;
}

async function describeLink({ version }: ConnectionHandlersDeps, address: string, link: ServerLink | null) {
  if (link === null) return ok({ kind: 'none' as const });
  const { kind, id, secret } = link;
  if (kind !== 'invite') return ok({ kind, id, secret });
  const server = createServerLink({ address, token: null, version });
  const invitation = await ask(address, async () => await server.access.readInvitation({ id, secret }));
  return invitation.ok ? ok({ kind, id, secret, ...invitation.value }) : invitation;
}

async function keepAccount(deps: ConnectionHandlersDeps, address: string, signedIn: SignedIn) {
  const kept = await rememberAccount(deps, address, signedIn);
  if (!kept.ok) return kept;
  const { id } = kept.value;
  const switched = await deps.desk.switchTo(id);
  return switched.ok ? ok({ kind: 'signed-in' as const, accountId: id }) : switched;
}

/** Puts the account onto the list and its token to the secrets; nothing is opened. */
async function rememberAccount(
  { connection, desk, secrets }: ConnectionHandlersDeps,
  address: string,
  { token, me }: Pick<SignedIn, 'token' | 'me'>,
) {
  const added = await desk.add(accountOf(address, me));
  if (!added.ok) return added;
  const { id } = added.value;
  const kept = await secrets.set(tokenName(id), token);
  if (!kept.ok) return kept;
  // Who signs in again to the account that is open stays in it.
  if (id === desk.list().currentId) connection.tryNow();
  return added;
}

/** For a server that does not answer: on this device the session is over, whether or not that one has heard of it. */
const tellMsMax = 3_000;

/** Where the server cannot be told, the session ends there when its time is over. */
async function tellSignedOut({ connection }: ConnectionHandlersDeps, address: string): Promise<void> {
  const link = await connection.link();
  if (!link.ok) return;
  const signal = AbortSignal.timeout(tellMsMax);
  await ask(address, async () => await link.value.access.signOut({}, { signal }));
}

/** So that the server's list has this device once, however often somebody signs in on it. */
function knownDevice({ desk }: ConnectionHandlersDeps, address: string, email: string): { readonly id?: string } {
  const id = desk.findDeviceId(address, email);
  return id === undefined ? {} : { id };
}

export function accountOf(serverAddress: string, { user, tenant, roleIds, permissions, deviceId }: Me): NewAccount {
  return {
    serverAddress,
    tenantId: tenant.id,
    tenantName: tenant.name,
    userId: user.id,
    userName: user.name,
    // Who acts in a tenant that is not their own has none there.
    email: user.email === '' ? 'acting@localhost' : user.email,
    role: roleIds[0] ?? 'viewer',
    permissions,
    deviceId,
  };
}
