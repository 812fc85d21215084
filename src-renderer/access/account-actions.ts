import { client } from '../rpc/client.ts';
import { ConnectionLostError } from '../rpc/connect.ts';
import { showDone } from '../ui/toasts.tsx';
import { getAppInfo } from '../workspaces/use-app-info.ts';
import { showFailure } from '../workspaces/tell-failure.ts';
import { askToForget, askToSignOut, setSwitching } from './account-store.ts';
import { beginAnew, tellLeaving } from './other-account.ts';

/** Opens another account in every window; this page then begins anew. Where it cannot be opened, all stays as it is. */
export async function switchAccount(id: string): Promise<void> {
  await leaveFor(async () => await client.accounts.switch({ id }));
}

/** Begins to act in another organisation of the server, as an account of its own, and opens that. */
export async function actInTenant(tenantId: string): Promise<void> {
  await leaveFor(async () => await client.connections.actIn({ tenantId }));
}

/** Takes an account off this device; without its copy, what it holds here is gone. */
export async function forgetAccount(id: string, options: { readonly keepsCopy: boolean }): Promise<void> {
  askToForget(null);
  const forget = async () => await client.accounts.forget({ id, ...options });
  if (id === getAppInfo().accountId) return await leaveFor(forget);
  try {
    await forget();
    showDone('The account is no longer on this device');
  } catch (error) {
    showFailure(error);
  }
}

/** Ends the open account's session; unless the account is kept, the personal one opens then. */
export async function signOut(keeps: 'account' | 'copy' | 'nothing'): Promise<void> {
  askToSignOut(false);
  const end = async () => await client.connections.signOut({ keeps });
  if (keeps !== 'account') return await leaveFor(end);
  try {
    await end();
    showDone('You are signed out; what is here stays');
  } catch (error) {
    showFailure(error);
  }
}

async function leaveFor(leave: () => Promise<unknown>): Promise<void> {
  setSwitching(true);
  tellLeaving();
  try {
    await leave();
    beginAnew();
  } catch (error) {
    // The answer was cut off by what it was to tell: who connects again sees which account is open.
    if (!(error instanceof ConnectionLostError)) showFailure(error);
  } finally {
    setSwitching(false);
  }
}
