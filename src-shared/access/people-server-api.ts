/*
 * What an administrator asks about people: users, their roles, invitations.
 */
import { z } from 'zod';

import { noFailures } from '../rpc/contract.ts';
import { idSchema, nothing, pageInput, pageOf, serverCall } from '../rpc/server-contract.ts';
import { personSchema } from './me.ts';
import { emailSchema, namePartSchema, personNameSchema } from '../tenancy/tenancy-inputs.ts';

const statuses = ['active', 'inactive', 'invited', 'suspended'] as const;
const roleIds = z.array(idSchema).min(1).max(20);

export const userViewSchema = personSchema.extend({
  role: z.string(),
  roleIds: z.array(z.string()),
  status: z.enum(statuses),
  isSystem: z.boolean(),
  isDeleted: z.boolean(),
  lastSignInAt: z.number().nullable(),
  dateJoined: z.number(),
  openSessions: z.number(),
  hasSecondFactor: z.boolean(),
});
export type UserView = z.infer<typeof userViewSchema>;

/** There must always be somebody left who can give rights. */
const lastAdministrator = z.object({ kind: z.literal('last-administrator') });
/** Nobody gives what they do not have themselves. */
const roleTooStrong = z.object({
  kind: z.literal('role-too-strong'),
  roleId: z.string(),
  permissions: z.array(z.string()),
});
const roleUnknown = z.object({ kind: z.literal('role-unknown'), roleId: z.string() });
const userFailures = z.discriminatedUnion('kind', [lastAdministrator, roleTooStrong, roleUnknown]);

export const userServerApi = {
  list: serverCall(
    { method: 'GET', path: '/users', demand: 'user:read', summary: 'The people of the tenant.' },
    noFailures,
  )
    .input(
      z.object({
        ...pageInput,
        search: z.string().max(200).optional(),
        status: z.enum([...statuses, 'deleted']).optional(),
      }),
    )
    .output(pageOf(userViewSchema)),
  get: serverCall({ method: 'GET', path: '/users/{id}', demand: 'user:read', summary: 'One person.' }, noFailures)
    .input(z.object({ id: idSchema }))
    .output(userViewSchema),
  edit: serverCall(
    { method: 'PATCH', path: '/users/{id}', demand: 'user:edit', summary: 'Changes a person.' },
    userFailures,
  )
    .input(
      z.object({
        id: idSchema,
        email: emailSchema.optional(),
        name: personNameSchema.optional(),
        firstName: namePartSchema.optional(),
        lastName: namePartSchema.optional(),
      }),
    )
    .output(userViewSchema),
  suspend: serverCall(
    {
      method: 'POST',
      path: '/users/{id}/suspend',
      demand: 'user:edit',
      summary: 'Ends all sessions, and lets nothing begin.',
    },
    userFailures,
  )
    .input(z.object({ id: idSchema }))
    .output(userViewSchema),
  restore: serverCall(
    {
      method: 'POST',
      path: '/users/{id}/restore',
      demand: 'user:edit',
      summary: 'Lets a suspended or deleted person in again.',
    },
    userFailures,
  )
    .input(z.object({ id: idSchema }))
    .output(userViewSchema),
  remove: serverCall(
    {
      method: 'DELETE',
      path: '/users/{id}',
      demand: 'user:edit',
      summary: 'Deletes a person softly: it can be taken back.',
    },
    userFailures,
  )
    .input(z.object({ id: idSchema }))
    .output(nothing),
  resetSecondFactor: serverCall(
    {
      method: 'POST',
      path: '/users/{id}/second-factor/reset',
      demand: 'user:edit',
      summary: "Takes a person's second factor away, for who has lost it, and ends their sessions.",
      needsRecentSignIn: true,
    },
    userFailures,
  )
    .input(z.object({ id: idSchema }))
    .output(userViewSchema),
  assignRoles: serverCall(
    {
      method: 'PUT',
      path: '/users/{id}/roles',
      demand: 'role:assign',
      summary: "Sets a person's roles; the first is the primary one.",
      needsRecentSignIn: true,
    },
    userFailures,
  )
    .input(z.object({ id: idSchema, roleIds }))
    .output(userViewSchema),
  /** Everything that is stored of a person, as JSON. An act that is audited. */
  exportData: serverCall(
    {
      method: 'GET',
      path: '/users/{id}/data',
      demand: 'user:erase',
      summary: 'Everything that is stored of a person.',
      needsRecentSignIn: true,
    },
    noFailures,
  )
    .input(z.object({ id: idSchema }))
    .output(
      z.object({ exportedAt: z.number(), records: z.record(z.string(), z.array(z.record(z.string(), z.json()))) }),
    ),
  erase: serverCall(
    {
      method: 'POST',
      path: '/users/{id}/erase',
      demand: 'user:erase',
      summary: 'Removes what is stored of a person for ever; what others own stays, without the name.',
      needsRecentSignIn: true,
    },
    z.discriminatedUnion('kind', [...userFailures.options, z.object({ kind: z.literal('confirmation-wrong') })]),
  )
    .input(z.object({ id: idSchema, /** To be typed: the e-mail of who is erased. */ confirmEmail: z.string() }))
    .output(z.object({ erased: z.record(z.string(), z.number()) })),
};

export const invitationViewSchema = z.object({
  id: idSchema,
  email: z.string(),
  name: z.string(),
  roleIds: z.array(z.string()),
  invitedBy: z.string(),
  createdAt: z.number(),
  expiresAt: z.number(),
  acceptedAt: z.number().nullable(),
  /** `nothing`: the server sends no mail, so the link is handed over by hand. */
  mail: z.enum(['none', 'waiting', 'sent', 'failed']),
});
export type InvitationView = z.infer<typeof invitationViewSchema>;
/** The link is shown once, to who invites. */
const invitedSchema = z.object({ invitation: invitationViewSchema, link: z.string() });

export const invitationServerApi = {
  list: serverCall(
    {
      method: 'GET',
      path: '/invitations',
      demand: 'user:invite',
      summary: 'Invitations that are open or were accepted.',
    },
    noFailures,
  )
    .input(z.object(pageInput))
    .output(pageOf(invitationViewSchema)),
  create: serverCall(
    {
      method: 'POST',
      path: '/invitations',
      demand: 'user:invite',
      summary: 'Invites somebody into the tenant.',
      needsRecentSignIn: true,
    },
    userFailures,
  )
    .input(
      z.object({
        email: emailSchema,
        name: z.string().trim().max(255).default(''),
        roleIds,
        days: z.number().int().min(1).max(90).default(7),
      }),
    )
    .output(invitedSchema),
  resend: serverCall(
    {
      method: 'POST',
      path: '/invitations/{id}/resend',
      demand: 'user:invite',
      summary: 'Makes a new link in place of the old.',
      needsRecentSignIn: true,
    },
    userFailures,
  )
    .input(z.object({ id: idSchema }))
    .output(invitedSchema),
  revoke: serverCall(
    { method: 'DELETE', path: '/invitations/{id}', demand: 'user:invite', summary: 'Takes an invitation back.' },
    noFailures,
  )
    .input(z.object({ id: idSchema }))
    .output(nothing),
};

export const roleViewSchema = z.object({
  /** A built-in role's name, or the id of the tenant's own. */
  id: idSchema,
  name: z.string(),
  description: z.string(),
  permissions: z.array(z.string()),
  isBuiltIn: z.boolean(),
  users: z.number(),
});
export type RoleView = z.infer<typeof roleViewSchema>;
const roleFailures = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('role-built-in') }),
  z.object({ kind: z.literal('permission-unknown'), permission: z.string() }),
  z.object({ kind: z.literal('role-in-use'), users: z.number() }),
  lastAdministrator,
  roleTooStrong,
]);
const roleDraft = {
  name: z.string().trim().min(1).max(100),
  description: z.string().trim().max(1000).default(''),
  permissions: z.array(z.string().max(100)).max(200),
};

export const roleServerApi = {
  list: serverCall(
    { method: 'GET', path: '/roles', demand: 'role:read', summary: "Built-in roles and the tenant's own." },
    noFailures,
  )
    .input(nothing)
    .output(z.array(roleViewSchema)),
  create: serverCall(
    {
      method: 'POST',
      path: '/roles',
      demand: 'role:edit',
      summary: 'Makes a role of the tenant.',
      needsRecentSignIn: true,
    },
    roleFailures,
  )
    .input(z.object(roleDraft))
    .output(roleViewSchema),
  edit: serverCall(
    {
      method: 'PUT',
      path: '/roles/{id}',
      demand: 'role:edit',
      summary: 'Changes a role of the tenant.',
      needsRecentSignIn: true,
    },
    roleFailures,
  )
    .input(z.object({ id: idSchema, ...roleDraft }))
    .output(roleViewSchema),
  remove: serverCall(
    { method: 'DELETE', path: '/roles/{id}', demand: 'role:edit', summary: 'Removes a role that nobody has.' },
    roleFailures,
  )
    .input(z.object({ id: idSchema }))
    .output(nothing),
};
