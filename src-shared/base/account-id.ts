import { idFromKey, isId } from './id.ts';

/** The account that there is without a server; it is always there and cannot be forgotten. */
export const personalAccountId = 'personal';

export type AccountKey = { readonly serverAddress: string; readonly tenantId: string; readonly userId: string };

/** One person in one tenant of one server is one account of the device, however often they connect: they find their file again. */
export function accountIdOf({ serverAddress, tenantId, userId }: AccountKey): string {
  return idFromKey('account', serverAddress, tenantId, userId);
}

/** Whether it can be the id of an account; it names files, so nothing else may stand in it. */
export function isAccountId(text: string): boolean {
  return text === personalAccountId || isId(text);
}
