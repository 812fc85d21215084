/*
 * What a server is asked about second factors: the second step of a sign-in, and one's own.
 */
import { z } from 'zod';

import { noFailures } from '../rpc/contract.ts';
import { idSchema, nothing, serverCall } from '../rpc/server-contract.ts';
import { codeProblems, typedCodeCharsMax } from './factor-rules.ts';
import { signedInSchema } from './me.ts';
import { passwordCharsMax } from './password-rules.ts';
import { deviceSchema } from './sign-in-inputs.ts';

const code = z.string().min(1).max(typedCodeCharsMax);
const password = z.string().min(1).max(passwordCharsMax);
const recoveryCodes = z.array(z.string());

/** What the half-done sign-in is continued with. Whoever has it has shown the first proof. */
const half = { id: idSchema, secret: z.string().min(1).max(200) };
/** How an authenticator is told: `address` in a picture, `secret` typed. */
export const authenticatorSchema = z.object({ secret: z.string(), address: z.string() });
export type Authenticator = z.infer<typeof authenticatorSchema>;

/** The right password, or a used invitation, and more to be shown. */
export const halfSignedInSchemas = [
  z.object({ kind: z.literal('code-needed'), ...half, expiresAt: z.number() }),
  /** The tenant demands a second factor of a person who has none: it is set up before a session begins. */
  z.object({
    kind: z.literal('factor-needed'),
    ...half,
    expiresAt: z.number(),
    email: z.string(),
    tenantName: z.string(),
    authenticator: authenticatorSchema,
  }),
] as const;
export type HalfSignedIn = z.infer<(typeof halfSignedInSchemas)[number]>;

export const codeFailureSchemas = [
  z.object({ kind: z.literal('code-refused'), reason: z.enum(codeProblems) }),
  /** It was finished, took too long, had too many wrong codes, or never was. */
  z.object({ kind: z.literal('sign-in-over') }),
] as const;
const codeFailures = z.discriminatedUnion('kind', codeFailureSchemas);
const ownFailures = z.discriminatedUnion('kind', [
  ...codeFailureSchemas,
  /** The password. */
  z.object({ kind: z.literal('sign-in-refused') }),
  z.object({ kind: z.literal('second-factor-off') }),
  z.object({ kind: z.literal('second-factor-demanded') }),
]);

export const factorServerApi = {
  giveCode: serverCall(
    { method: 'POST', path: '/sign-in/code', demand: 'nobody', summary: 'Begins the session with the code.' },
    codeFailures,
  )
    .input(z.object({ ...half, code, device: deviceSchema }))
    .output(signedInSchema),
  setUpFactor: serverCall(
    {
      method: 'POST',
      path: '/sign-in/second-factor',
      demand: 'nobody',
      summary: 'Shows that the authenticator is set up, and begins the session.',
    },
    codeFailures,
  )
    .input(z.object({ ...half, code, device: deviceSchema }))
    .output(signedInSchema.extend({ recoveryCodes })),
};

export const ownFactorServerApi = {
  read: serverCall(
    { method: 'GET', path: '/me/second-factor', demand: 'signed-in', summary: 'Whether one has a second factor.' },
    noFailures,
  )
    .input(nothing)
    .output(
      z.object({
        /** Since when; null without one. */
        since: z.number().nullable(),
        recoveryCodesLeft: z.number(),
        isDemanded: z.boolean(),
      }),
    ),
  begin: serverCall(
    {
      method: 'POST',
      path: '/me/second-factor',
      demand: 'signed-in',
      summary: 'Makes the secret of an authenticator; it counts when it has shown a code.',
      isForPeople: true,
      needsRecentSignIn: true,
    },
    ownFailures,
  )
    .input(nothing)
    .output(authenticatorSchema),
  confirm: serverCall(
    {
      method: 'POST',
      path: '/me/second-factor/confirm',
      demand: 'signed-in',
      summary: 'Takes the authenticator that was begun, in the place of an earlier one.',
      isForPeople: true,
      needsRecentSignIn: true,
    },
    ownFailures,
  )
    .input(z.object({ code }))
    .output(z.object({ recoveryCodes })),
  renewCodes: serverCall(
    {
      method: 'POST',
      path: '/me/second-factor/recovery-codes',
      demand: 'signed-in',
      summary: 'Makes new recovery codes in the place of the old.',
      isForPeople: true,
      needsRecentSignIn: true,
    },
    ownFailures,
  )
    .input(nothing)
    .output(z.object({ recoveryCodes })),
  remove: serverCall(
    {
      method: 'POST',
      path: '/me/second-factor/remove',
      demand: 'signed-in',
      summary: 'Does without a second factor from now on.',
      isForPeople: true,
    },
    ownFailures,
  )
    .input(z.object({ password, code }))
    .output(nothing),
  signInAgain: serverCall(
    {
      method: 'POST',
      path: '/me/sign-in-again',
      demand: 'signed-in',
      summary: 'Shows again who one is, within the session.',
      isForPeople: true,
      isOpenWhenSuspended: true,
    },
    ownFailures,
  )
    .input(z.object({ password, /** Where one has a second factor. */ code: code.optional() }))
    .output(nothing),
};
