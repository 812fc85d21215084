import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { personalAccountId } from '../base/account-id.ts';
import { call, noFailures } from '../rpc/contract.ts';

/** An account of a server as this device knows it: what is shown of it, and where its server is. No secret. */
export const serverAccountSchema = z.object({
  id: z.uuid(),
  serverAddress: z.url({ protocol: /^https?$/ }).max(2048),
  tenantId: z.uuid(),
  tenantName: z.string().min(2).max(255),
  userId: z.uuid(),
  userName: z.string().min(1).max(255),
  email: z
    .string()
    .min(3)
    .max(320)
    .regex(/^[^\s@]+@[^\s@]+$/),
});
export type ServerAccount = z.infer<typeof serverAccountSchema>;

export const accountListSchema = z.object({
  /** The one that is open. */
  currentId: z.string(),
  /** Without `personal`, which there always is. */
  accounts: z.array(serverAccountSchema),
  /** A sentence about something that went wrong with the accounts when the program started. */
  notice: z.string().nullable(),
});
export type AccountList = z.infer<typeof accountListSchema>;

const accountId = z.union([z.literal(personalAccountId), z.uuid()]);

export const accountFailureSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('account-missing') }),
  /** The account that was open still is. `reason` is a sentence. */
  z.object({ kind: z.literal('account-not-opened'), reason: z.string() }),
  z.object({ kind: z.literal('account-switching') }),
  z.object({ kind: z.literal('account-not-forgettable') }),
  z.object({ kind: z.literal('accounts-full'), countMax: z.number() }),
  /** A newer Triptych has written the list, so this one leaves it as it is. */
  z.object({ kind: z.literal('accounts-too-new'), file: z.string() }),
]);
export type AccountFailure = z.infer<typeof accountFailureSchema>;

/** The accounts of this device. They belong to it and not to a tenant, so they need no permission. */
export const accountApi = {
  list: call(noFailures).output(accountListSchema),
  watch: call(noFailures).output(eventIterator(accountListSchema)),
  /** Opens another account in the place of the one that is open; then every connection is closed, for it to be met anew. */
  switch: call(accountFailureSchema)
    .input(z.object({ id: accountId }))
    .output(z.object({})),
  /** Takes an account off this device; `personal` is opened where it was the one that is open. */
  forget: call(accountFailureSchema)
    .input(z.object({ id: accountId, keepsCopy: z.boolean() }))
    .output(z.object({})),
};
