import { z } from 'zod';

import { noFailures } from '../rpc/contract.ts';
import { idSchema, nothing, pageInput, pageOf, serverCall } from '../rpc/server-contract.ts';
import { emailSchema, slugSchema, tenantNameSchema } from './tenancy-inputs.ts';

const metadata = z.record(z.string().max(100), z.json());
const statuses = ['active', 'suspended', 'cancelled'] as const;

export const tenantViewSchema = z.object({
  id: idSchema,
  name: z.string(),
  slug: z.string(),
  status: z.enum(statuses),
  createdAt: z.number(),
  users: z.number(),
});
export type TenantView = z.infer<typeof tenantViewSchema>;

/** Settings that the server itself reads; a tenant may keep others beside them. */
export const tenantSettings = {
  /** `true`: signing in ends the person's other sessions. */
  singleSession: 'access.single-session',
  /** Days after which a session ends, also when it is used. */
  sessionDays: 'access.session-days',
  /** Of whom a second factor is demanded: `off`, `administrators` or `everyone`. */
  secondFactor: 'access.second-factor',
} as const;

const tenantFailures = z.discriminatedUnion('kind', [
  /** The one in which the caller acts: they would lock themselves out. */
  z.object({ kind: z.literal('own-tenant') }),
  z.object({ kind: z.literal('confirmation-wrong') }),
  z.object({ kind: z.literal('config-invalid'), key: z.string(), problem: z.string() }),
  /** Nobody demands of others what they have not set up themselves: they would lock themselves out. */
  z.object({ kind: z.literal('second-factor-missing') }),
]);

/** The tenant in which one is. */
export const tenantServerApi = {
  current: serverCall(
    { method: 'GET', path: '/tenant', demand: 'tenant:read', summary: 'This tenant and its settings.' },
    noFailures,
  )
    .input(nothing)
    .output(
      z.object({
        ...tenantViewSchema.omit({ users: true }).shape,
        config: z.array(z.object({ key: z.string(), value: z.string(), updatedAt: z.number() })),
      }),
    ),
  edit: serverCall(
    { method: 'PATCH', path: '/tenant', demand: 'tenant:edit', summary: 'Renames this tenant.' },
    tenantFailures,
  )
    .input(z.object({ name: tenantNameSchema.optional(), slug: slugSchema.optional() }))
    .output(nothing),
  setConfig: serverCall(
    {
      method: 'PUT',
      path: '/tenant/config/{key}',
      demand: 'tenant:edit',
      summary: 'Sets one setting; null removes it.',
    },
    tenantFailures,
  )
    .input(z.object({ key: z.string().min(1).max(100), value: z.string().max(100_000).nullable() }))
    .output(nothing),
  billing: serverCall(
    {
      method: 'GET',
      path: '/tenant/billing',
      demand: 'tenant:edit',
      summary: 'Whom this tenant is billed to. A read that is audited.',
    },
    noFailures,
  )
    .input(nothing)
    .output(metadata),
  setBilling: serverCall(
    { method: 'PUT', path: '/tenant/billing', demand: 'tenant:edit', summary: 'Sets whom this tenant is billed to.' },
    tenantFailures,
  )
    .input(z.object({ billingInfo: metadata }))
    .output(nothing),
};

/** All tenants of the server, for super administrators. */
export const tenantsServerApi = {
  list: serverCall({ method: 'GET', path: '/tenants', demand: 'tenant:manage', summary: 'All tenants.' }, noFailures)
    .input(z.object({ ...pageInput, search: z.string().max(200).optional(), status: z.enum(statuses).optional() }))
    .output(pageOf(tenantViewSchema)),
  create: serverCall(
    {
      method: 'POST',
      path: '/tenants',
      demand: 'tenant:manage',
      summary: 'Makes a tenant and invites its administrator.',
      needsRecentSignIn: true,
    },
    tenantFailures,
  )
    .input(z.object({ name: tenantNameSchema, slug: slugSchema, administratorEmail: emailSchema }))
    .output(z.object({ tenant: tenantViewSchema, link: z.string() })),
  setStatus: serverCall(
    {
      method: 'PUT',
      path: '/tenants/{id}/status',
      demand: 'tenant:manage',
      summary: 'Suspends, cancels or opens a tenant.',
    },
    tenantFailures,
  )
    .input(z.object({ id: idSchema, status: z.enum(statuses) }))
    .output(tenantViewSchema),
  remove: serverCall(
    {
      method: 'POST',
      path: '/tenants/{id}/remove',
      demand: 'tenant:manage',
      summary: 'Deletes a tenant with everything of it, for ever.',
      needsRecentSignIn: true,
    },
    tenantFailures,
  )
    .input(z.object({ id: idSchema, /** To be typed. */ confirmSlug: z.string() }))
    .output(z.object({ removed: z.record(z.string(), z.number()) })),
};

/** One's own preferences, the same on all devices. */
export const preferenceServerApi = {
  list: serverCall(
    { method: 'GET', path: '/me/preferences', demand: 'preference:edit', summary: "One's own preferences." },
    noFailures,
  )
    .input(nothing)
    .output(z.array(z.object({ key: z.string(), value: z.json(), updatedAt: z.number() }))),
  set: serverCall(
    { method: 'PUT', path: '/me/preferences/{key}', demand: 'preference:edit', summary: 'Sets one; null removes it.' },
    noFailures,
  )
    .input(z.object({ key: z.string().min(1).max(255), value: z.json() }))
    .output(nothing),
};

/** What administrators and integrations note of a person. */
export const userDataServerApi = {
  list: serverCall(
    {
      method: 'GET',
      path: '/users/{userId}/notes',
      demand: 'user:edit',
      summary: 'What is noted of a person. A read that is audited.',
    },
    noFailures,
  )
    .input(z.object({ userId: idSchema }))
    .output(z.array(z.object({ key: z.string(), value: z.string(), updatedAt: z.number() }))),
  set: serverCall(
    {
      method: 'PUT',
      path: '/users/{userId}/notes/{key}',
      demand: 'user:edit',
      summary: 'Notes something of a person; null removes it.',
    },
    noFailures,
  )
    .input(z.object({ userId: idSchema, key: z.string().min(1).max(255), value: z.string().max(100_000).nullable() }))
    .output(nothing),
};
