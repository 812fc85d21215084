/*
 * Tokens for machines, which act in the name of a person with some of their permissions.
 */
import { z } from 'zod';

import { noFailures } from '../rpc/contract.ts';
import { idSchema, nothing, pageInput, pageOf, serverCall } from '../rpc/server-contract.ts';
import { personNameSchema } from '../tenancy/tenancy-inputs.ts';

export const apiTokenViewSchema = z.object({
  id: idSchema,
  name: z.string(),
  userId: idSchema,
  userName: z.string(),
  scopes: z.array(z.string()),
  createdAt: z.number(),
  expiresAt: z.number().nullable(),
  lastUsedAt: z.number().nullable(),
});
export type ApiTokenView = z.infer<typeof apiTokenViewSchema>;

export const tokenServerApi = {
  mine: serverCall(
    { method: 'GET', path: '/me/tokens', demand: 'signed-in', summary: "One's own tokens for machines." },
    noFailures,
  )
    .input(nothing)
    .output(z.array(apiTokenViewSchema)),
  list: serverCall(
    { method: 'GET', path: '/tokens', demand: 'token:manage', summary: "Everybody's tokens for machines." },
    noFailures,
  )
    .input(z.object(pageInput))
    .output(pageOf(apiTokenViewSchema)),
  create: serverCall(
    {
      method: 'POST',
      path: '/tokens',
      demand: 'token:create',
      summary: 'Makes a token; it is shown once.',
      isForPeople: true,
      needsRecentSignIn: true,
    },
    z.discriminatedUnion('kind', [z.object({ kind: z.literal('scope-not-held'), permissions: z.array(z.string()) })]),
  )
    .input(
      z.object({
        name: personNameSchema,
        scopes: z.array(z.string().max(100)).min(1).max(200),
        days: z.number().int().min(1).max(3650).nullable().default(90),
      }),
    )
    .output(z.object({ token: z.string(), view: apiTokenViewSchema })),
  revokeMine: serverCall(
    { method: 'DELETE', path: '/me/tokens/{id}', demand: 'signed-in', summary: "Revokes one of one's own tokens." },
    noFailures,
  )
    .input(z.object({ id: idSchema }))
    .output(nothing),
  revoke: serverCall(
    { method: 'DELETE', path: '/tokens/{id}', demand: 'token:manage', summary: "Revokes anybody's token." },
    noFailures,
  )
    .input(z.object({ id: idSchema }))
    .output(nothing),
};
