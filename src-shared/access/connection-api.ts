/*
 * How a window connects this device to a server, through its core: the core alone holds tokens.
 */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { call } from '../rpc/contract.ts';
import { serverFailures } from '../rpc/server-contract.ts';
import { secretFailureSchema } from '../secrets/secret-api.ts';
import { accountFailureSchema } from './account-api.ts';
import { authenticatorSchema, codeFailureSchemas } from './factor-server-api.ts';
import { typedCodeCharsMax } from './factor-rules.ts';
import { meSchema } from './me.ts';
import { passwordWeaknesses } from './password-rules.ts';

const id = z.string().min(1).max(64);
const typed = z.string().max(2048);
const password = z.string().min(1).max(1000);
const link = { id, secret: z.string().min(1).max(200) };

export const connectionFailureSchema = z.discriminatedUnion('kind', [
  ...serverFailures,
  ...accountFailureSchema.options,
  ...secretFailureSchema.options,
  z.object({ kind: z.literal('address-unreadable'), given: z.string() }),
  z.object({ kind: z.literal('address-insecure'), given: z.string() }),
  z.object({ kind: z.literal('sign-in-refused') }),
  ...codeFailureSchemas,
  z.object({ kind: z.literal('link-unusable') }),
  z.object({ kind: z.literal('mail-not-set-up') }),
  z.object({ kind: z.literal('password-weak'), reason: z.enum(passwordWeaknesses) }),
]);

/** How the open account stands with its server. */
export const connectionStateSchema = z.discriminatedUnion('kind', [
  /** `personal` has none. */
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('connecting'), address: z.string() }),
  z.object({ kind: z.literal('connected'), address: z.string(), me: meSchema }),
  /** Everything goes on here; it is tried again by itself. `problem` is a sentence. */
  z.object({
    kind: z.literal('unreachable'),
    address: z.string(),
    /** The server answers, and has closed the organisation. */
    isTenantClosed: z.boolean(),
    problem: z.string(),
    triedAt: z.number(),
    triesAgainAt: z.number(),
  }),
  /** The server's contract is another than this program's; it is looked at again now and then. `version` is the server's. */
  z.object({
    kind: z.literal('other-version'),
    address: z.string(),
    version: z.string(),
    tooOld: z.enum(['server', 'device']),
  }),
  z.object({ kind: z.literal('signed-out'), address: z.string(), email: z.string(), reason: z.string().nullable() }),
  z.object({ kind: z.literal('locked'), address: z.string(), place: z.enum(['keychain', 'vault']) }),
]);
export type ConnectionState = z.infer<typeof connectionStateSchema>;

const opened = z.object({ kind: z.literal('signed-in'), accountId: z.string() });
/** The first proof was right. What the server has given for going on stays in the core; `id` says which it is. */
const halfDone = [
  z.object({ kind: z.literal('code-needed'), id, email: z.string(), expiresAt: z.number() }),
  z.object({
    kind: z.literal('factor-needed'),
    id,
    email: z.string(),
    tenantName: z.string(),
    authenticator: authenticatorSchema,
    expiresAt: z.number(),
  }),
] as const;
const code = z.string().min(1).max(typedCodeCharsMax);

export const connectionApi = {
  /** What there is at an address, or at the end of a link, before anything is typed that is secret. */
  look: call(connectionFailureSchema)
    .input(z.object({ address: typed }))
    .output(
      z.object({
        address: z.string(),
        version: z.string(),
        isSetUp: z.boolean(),
        sendsMail: z.boolean(),
        link: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('none') }),
          z.object({ kind: z.literal('setup'), ...link }),
          z.object({ kind: z.literal('reset'), ...link }),
          z.object({
            kind: z.literal('invite'),
            ...link,
            tenantName: z.string(),
            email: z.string(),
            name: z.string(),
            invitedBy: z.string(),
            roleNames: z.array(z.string()),
            expiresAt: z.number(),
          }),
        ]),
      }),
    ),
  /** Signs in, keeps the account on this device and opens it: the window then meets the other account. */
  signIn: call(connectionFailureSchema)
    .input(z.object({ address: typed, email: typed, password, slug: z.string().max(100).optional() }))
    .output(
      z.discriminatedUnion('kind', [
        opened,
        ...halfDone,
        z.object({
          kind: z.literal('choose-tenant'),
          tenants: z.array(z.object({ slug: z.string(), name: z.string() })),
        }),
      ]),
    ),
  giveCode: call(connectionFailureSchema).input(z.object({ id, code })).output(opened),
  /** The account is kept, and not opened yet: the recovery codes are shown first, this once. `accounts.switch` opens it. */
  setUpFactor: call(connectionFailureSchema)
    .input(z.object({ id, code }))
    .output(z.object({ kind: z.literal('factor-set'), accountId: z.string(), recoveryCodes: z.array(z.string()) })),
  setUp: call(connectionFailureSchema)
    .input(
      z.object({
        address: typed,
        ...link,
        tenantName: typed,
        slug: z.string().max(100),
        name: typed,
        email: typed,
        password,
      }),
    )
    .output(opened),
  acceptInvitation: call(connectionFailureSchema)
    .input(z.object({ address: typed, ...link, name: typed, password }))
    .output(z.discriminatedUnion('kind', [opened, ...halfDone])),
  requestReset: call(connectionFailureSchema)
    .input(z.object({ address: typed, email: typed }))
    .output(z.object({})),
  resetPassword: call(connectionFailureSchema)
    .input(z.object({ address: typed, ...link, password }))
    .output(z.object({ email: z.string() })),
  /** Of a super administrator: a session in another tenant, as an account of its own. */
  actIn: call(connectionFailureSchema)
    .input(z.object({ tenantId: id }))
    .output(opened),
  /** Ends the open account's session on the server, if that can be reached; the account stays on the list, or goes too. */
  signOut: call(connectionFailureSchema)
    .input(z.object({ keeps: z.enum(['account', 'copy', 'nothing']) }))
    .output(z.object({})),
  watch: call(connectionFailureSchema).output(eventIterator(connectionStateSchema)),
  /** Tries now instead of when it is due. */
  tryNow: call(connectionFailureSchema).output(z.object({})),
};
