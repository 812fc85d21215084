/*
 * What a server is asked about who somebody is: setting it up, signing in and out, passwords, invitations, sessions, devices.
 * Every call of a person who is not signed in answers the same, and takes the same time, whether or not there is such a person.
 */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { noFailures } from '../rpc/contract.ts';
import { pageInput, pageOf, serverCall } from '../rpc/server-contract.ts';
import { sessionEnds } from './access-entities.ts';
import { passwordCharsMax, passwordWeaknesses } from './password-rules.ts';

export const emailSchema = z.email().max(320).toLowerCase();
const nameSchema = z.string().trim().min(1).max(255);
/** A password on its way in; what makes a good one is asked by password-rules.ts. */
const passwordSchema = z.string().min(1).max(passwordCharsMax);
const id = z.string().min(1).max(64);
const secret = z.string().min(1).max(200);
const link = { id, secret };
const none = z.object({});

export const slugSchema = z
  .string()
  .max(100)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);

/** The installation from which somebody signs in. Its id comes back at the next sign-in, so that it stays one device. */
const deviceSchema = z.object({
  id: id.optional(),
  name: nameSchema,
  platform: z.string().max(100),
});

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

const personSchema = z.object({
  id,
  email: z.string(),
  name: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  username: z.string().nullable(),
  imageUrl: z.string().nullable(),
});
const tenantSchema = z.object({
  id,
  name: z.string(),
  slug: z.string(),
  status: z.enum(['active', 'suspended', 'cancelled']),
});
export const meSchema = z.object({
  user: personSchema,
  tenant: tenantSchema,
  /** Names of built-in roles and ids of the tenant's own. */
  roleIds: z.array(z.string()),
  permissions: z.array(z.string()),
  sessionId: z.string().nullable(),
  deviceId: z.string().nullable(),
  /** The tenant in which a super administrator who acts here is at home. */
  homeTenantId: z.string().nullable(),
  expiresAt: z.number().nullable(),
});
export type Me = z.infer<typeof meSchema>;

/** `token` is shown once; whoever has it is that person until the session ends. */
export const signedInSchema = z.object({ kind: z.literal('signed-in'), token: z.string(), me: meSchema });
export type SignedIn = z.infer<typeof signedInSchema>;

const sessionSchema = z.object({
  id,
  userId: id,
  userName: z.string(),
  email: z.string(),
  deviceId: z.string().nullable(),
  deviceName: z.string().nullable(),
  platform: z.string().nullable(),
  address: z.string(),
  userAgent: z.string(),
  createdAt: z.number(),
  lastSeenAt: z.number(),
  expiresAt: z.number(),
  endedAt: z.number().nullable(),
  endReason: z.enum(sessionEnds).nullable(),
  isThis: z.boolean(),
});
export type SessionView = z.infer<typeof sessionSchema>;

export const accessServerApi = {
  info: serverCall({ method: 'GET', path: '/server', demand: 'nobody', summary: 'What this server is.' }, noFailures)
    .input(none)
    .output(
      z.object({
        product: z.literal('triptych'),
        version: z.string(),
        apiVersion: z.number(),
        schemaVersion: z.number(),
        /** False until the one-time link of the first start has been used. */
        isSetUp: z.boolean(),
        /** Whether it can send mail: without, an invitation's link is handed over by hand. */
        sendsMail: z.boolean(),
      }),
    ),
  setUp: serverCall(
    { method: 'POST', path: '/setup', demand: 'nobody', summary: 'Makes the first tenant and its administrator.' },
    linkFailures,
  )
    .input(
      z.object({
        ...link,
        tenantName: z.string().trim().min(2).max(255),
        slug: slugSchema,
        name: nameSchema,
        email: emailSchema,
        password: passwordSchema,
        device: deviceSchema,
      }),
    )
    .output(signedInSchema),
  signIn: serverCall(
    { method: 'POST', path: '/sign-in', demand: 'nobody', summary: 'Begins a session with e-mail and password.' },
    signInFailures,
  )
    .input(
      z.object({ email: emailSchema, password: passwordSchema, slug: slugSchema.optional(), device: deviceSchema }),
    )
    .output(
      z.discriminatedUnion('kind', [
        signedInSchema,
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
    .input(none)
    .output(none),
  me: serverCall({ method: 'GET', path: '/me', demand: 'signed-in', summary: 'Who is asking.' }, noFailures)
    .input(none)
    .output(meSchema),
  editProfile: serverCall(
    { method: 'PATCH', path: '/me', demand: 'signed-in', summary: 'Changes what one says of oneself.' },
    noFailures,
  )
    .input(
      z.object({
        name: nameSchema.optional(),
        firstName: z.string().trim().min(2).max(100).nullable().optional(),
        lastName: z.string().trim().min(2).max(100).nullable().optional(),
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
    },
    z.discriminatedUnion('kind', [...signInFailures.options, ...passwordFailures.options]),
  )
    .input(z.object({ current: passwordSchema, next: passwordSchema }))
    .output(none),
  requestReset: serverCall(
    {
      method: 'POST',
      path: '/password-resets',
      demand: 'nobody',
      summary: 'Sends a link for a new password, if there is such a person.',
    },
    z.discriminatedUnion('kind', [z.object({ kind: z.literal('mail-not-set-up') })]),
  )
    .input(z.object({ email: emailSchema }))
    .output(none),
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
    .input(z.object({ ...link, name: nameSchema, password: passwordSchema, device: deviceSchema }))
    .output(signedInSchema),
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
    .input(z.object({ tenantId: id }))
    .output(signedInSchema),
};

export const sessionServerApi = {
  mine: serverCall(
    { method: 'GET', path: '/me/sessions', demand: 'signed-in', summary: "One's own sessions." },
    noFailures,
  )
    .input(none)
    .output(z.array(sessionSchema)),
  endMine: serverCall(
    {
      method: 'DELETE',
      path: '/me/sessions/{id}',
      demand: 'signed-in',
      summary: "Ends one of one's own sessions.",
      isOpenWhenSuspended: true,
    },
    noFailures,
  )
    .input(z.object({ id }))
    .output(none),
  endMyOthers: serverCall(
    {
      method: 'POST',
      path: '/me/sessions/end-others',
      demand: 'signed-in',
      summary: "Ends all of one's own sessions but this.",
      isOpenWhenSuspended: true,
    },
    noFailures,
  )
    .input(none)
    .output(z.object({ ended: z.number() })),
  list: serverCall(
    { method: 'GET', path: '/sessions', demand: 'session:manage', summary: "Everybody's sessions, the latest first." },
    noFailures,
  )
    .input(z.object({ ...pageInput, userId: id.optional(), isOpen: z.stringbool().or(z.boolean()).optional() }))
    .output(pageOf(sessionSchema)),
  end: serverCall(
    { method: 'DELETE', path: '/sessions/{id}', demand: 'session:manage', summary: "Ends anybody's session." },
    noFailures,
  )
    .input(z.object({ id }))
    .output(none),
  endOfUser: serverCall(
    {
      method: 'POST',
      path: '/users/{userId}/end-sessions',
      demand: 'session:manage',
      summary: 'Ends all sessions of a person.',
    },
    noFailures,
  )
    .input(z.object({ userId: id }))
    .output(z.object({ ended: z.number() })),
};

export const deviceServerApi = {
  mine: serverCall(
    { method: 'GET', path: '/me/devices', demand: 'signed-in', summary: "One's own devices." },
    noFailures,
  )
    .input(none)
    .output(
      z.array(
        z.object({
          id,
          name: z.string(),
          platform: z.string(),
          createdAt: z.number(),
          lastSeenAt: z.number(),
          isThis: z.boolean(),
        }),
      ),
    ),
  forget: serverCall(
    {
      method: 'DELETE',
      path: '/me/devices/{id}',
      demand: 'signed-in',
      summary: "Ends the sessions of one of one's own devices and forgets it.",
      isOpenWhenSuspended: true,
    },
    noFailures,
  )
    .input(z.object({ id }))
    .output(none),
};

/** What a signed-in client is told while it is connected, over the WebSocket. */
export const liveServerApi = {
  watch: serverCall(
    {
      method: 'GET',
      path: '/live',
      demand: 'signed-in',
      summary: 'Tells when this session, its rights or its tenant change.',
    },
    noFailures,
  )
    .input(none)
    .output(
      eventIterator(
        z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('begun') }),
          z.object({ kind: z.literal('session-ended'), reason: z.enum(sessionEnds) }),
          z.object({ kind: z.literal('rights-changed') }),
          z.object({ kind: z.literal('tenant-changed') }),
        ]),
      ),
    ),
};
