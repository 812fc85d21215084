/*
 * A page is about one account: everything it holds is of that account's file. When the core has opened another one, the page
 * begins anew at the start page, also in the windows that have not asked for it; they notice when they have connected again.
 */
import { client } from '../rpc/client.ts';
import { findAppInfo } from '../workspaces/use-app-info.ts';

const listeners = new Set<() => void>();

/** Called before another account is asked for, while what was typed can still be told to the one that is open. */
export function onLeaving(listener: () => void): void {
  listeners.add(listener);
}

export function tellLeaving(): void {
  for (const listener of listeners) listener();
}

/** Whether the core has another account open than the one that this page is about. */
export async function isOtherAccountOpen(): Promise<boolean> {
  const known = findAppInfo();
  return known !== null && (await client.app.info()).accountId !== known.accountId;
}

export function beginAnew(): void {
  history.replaceState(null, '', '#/');
  location.reload();
}
