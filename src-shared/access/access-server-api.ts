/*
 * What a server is asked about who somebody is: setting it up, signing in and out, passwords, invitations.
 * Every call of a person who is not signed in answers the same, and takes the same time, whether or not there is such a person.
 */
import { z } from 'zod';

import { noFailures } from '../rpc/contract.ts';
import { idSchema, nothing, serverCall, serverGreetingSchema } from '../rpc/server-contract.ts';
import {
  emailSchema,
  namePartSchema,
  personNameSchema,
  slugSchema,
  tenantNameSchema,
} from '../tenancy/tenancy-inputs.ts';
import { factorServerApi, halfSignedInSchemas } from './factor-server-api.ts';
import { meSchema, signedInSchema } from './me.ts';
import { passwordCharsMax, passwordWeaknesses } from './password-rules.ts';
import { deviceSchema } from './sign-in-inputs.ts';

/** A password on its way in; what makes a good one is asked by password-rules.ts. */
const passwordSchema = z.string().min(1).max(passwordCharsMax);
const link = { id: idSchema, secret: z.string().min(1).max(200) };

const passwordFailures = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('password-weak'), reason: z.enum(passwordWeaknesses) }),
]);
const linkFailures = z.discriminatedUnion('kind', [
  /** It was used, was revoked, has expired, or never was: which one, only its owner would know. */
  z.object({ kind: z.literal('link-unusable') }),
  ...passwordFailures.options,
]);
const signInFailures = z.discriminatedUnion('kind', [
  /** E-mail or password are wrong, or the person may not sign in: which, is told to nobody. */
  z.object({ kind: z.literal('sign-in-refused') }),
]);

/** Begins with what every version answers. */
export const serverInfoSchema = serverGreetingSchema.extend({
  schemaVersion: z.number(),
  /** False until the one-time link of the first start has been used. */
  isSetUp: z.boolean(),
  /** Whether it can send mail: without, an invitation's link is handed over by hand. */
  sendsMail: z.boolean(),
});
export type ServerInfo = z.infer<typeof serverInfoSchema>;

const info = serverCall(
  { method: 'GET', path: '/server', demand: 'nobody', summary: 'What this server is.' },
  noFailures,
).input(nothing);

/** For who does not know yet whether the server has this contract. */
export const greetingApi = { info: info.output(z.looseObject(serverGreetingSchema.shape)) };

export const accessServerApi = {
  info: info.output(serverInfoSchema),
  setUp: serverCall(
    { method: 'POST', path: '/setup', demand: 'nobody', summary: 'Makes the first tenant and its administrator.' },
    linkFailures,
  )
    .input(
      z.object({
        ...link,
        tenantName: tenantNameSchema,
        slug: slugSchema,
        name: personNameSchema,
        email: emailSchema,
        password: passwordSchema,
        device: deviceSchema,
      }),
    )
    .output(signedInSchema),
  signIn: serverCall(
    {
      method: 'POST',
      path: '/sign-in',
      demand: 'nobody',
      summary: 'Begins a session with e-mail and password.',
      isStepwise: true,
      answersEvenly: 'refusals',
    },
    signInFailures,
  )
    .input(
      z.object({ email: emailSchema, password: passwordSchema, slug: slugSchema.optional(), device: deviceSchema }),
    )
    .output(
      z.discriminatedUnion('kind', [
        signedInSchema,
        ...halfSignedInSchemas,
        /** The same e-mail and password fit in several tenants: ask again with one's slug. */
        z.object({
          kind: z.literal('choose-tenant'),
          tenants: z.array(z.object({ slug: z.string(), name: z.string() })),
        }),
      ]),
    ),
  signOut: serverCall(
    {
      method: 'POST',
      path: '/sign-out',
      demand: 'signed-in',
      summary: 'Ends this session.',
      isOpenWhenSuspended: true,
    },
    noFailures,
  )
    .input(nothing)
    .output(nothing),
  me: serverCall({ method: 'GET', path: '/me', demand: 'signed-in', summary: 'Who is asking.' }, noFailures)
    .input(nothing)
    .output(meSchema),
  editProfile: serverCall(
    { method: 'PATCH', path: '/me', demand: 'signed-in', summary: 'Changes what one says of oneself.' },
    noFailures,
  )
    .input(
      z.object({
        name: personNameSchema.optional(),
        firstName: namePartSchema.optional(),
        lastName: namePartSchema.optional(),
        username: z.string().trim().min(1).max(100).nullable().optional(),
        imageUrl: z
          .url({ protocol: /^https$/ })
          .max(2048)
          .nullable()
          .optional(),
      }),
    )
    .output(meSchema),
  changePassword: serverCall(
    {
      method: 'POST',
      path: '/me/password',
      demand: 'signed-in',
      summary: 'Sets a new password and ends all other sessions.',
      isForPeople: true,
      needsRecentSignIn: true,
    },
    z.discriminatedUnion('kind', [...signInFailures.options, ...passwordFailures.options]),
  )
    .input(z.object({ current: passwordSchema, next: passwordSchema }))
    .output(nothing),
  requestReset: serverCall(
    {
      method: 'POST',
      path: '/password-resets',
      demand: 'nobody',
      summary: 'Sends a link for a new password, if there is such a person.',
      answersEvenly: 'always',
    },
    z.discriminatedUnion('kind', [z.object({ kind: z.literal('mail-not-set-up') })]),
  )
    .input(z.object({ email: emailSchema }))
    .output(nothing),
  resetPassword: serverCall(
    {
      method: 'POST',
      path: '/password-resets/use',
      demand: 'nobody',
      summary: 'Sets a new password with the link, and ends all sessions.',
    },
    linkFailures,
  )
    .input(z.object({ ...link, password: passwordSchema }))
    .output(z.object({ email: z.string() })),
  readInvitation: serverCall(
    { method: 'POST', path: '/invitations/read', demand: 'nobody', summary: 'Who invites to what.' },
    linkFailures,
  )
    .input(z.object(link))
    .output(
      z.object({
        tenantName: z.string(),
        email: z.string(),
        name: z.string(),
        invitedBy: z.string(),
        expiresAt: z.number(),
        roleNames: z.array(z.string()),
      }),
    ),
  acceptInvitation: serverCall(
    {
      method: 'POST',
      path: '/invitations/accept',
      demand: 'nobody',
      summary: 'Becomes a user of the tenant and begins a session.',
    },
    linkFailures,
  )
    .input(z.object({ ...link, name: personNameSchema, password: passwordSchema, device: deviceSchema }))
    .output(z.discriminatedUnion('kind', [signedInSchema, ...halfSignedInSchemas])),
  ...factorServerApi,
  actIn: serverCall(
    {
      method: 'POST',
      path: '/acting',
      demand: 'tenant:manage',
      summary: 'Begins a session in another tenant, in which it is audited.',
      isForPeople: true,
    },
    noFailures,
  )
    .input(z.object({ tenantId: idSchema }))
    .output(signedInSchema),
};
