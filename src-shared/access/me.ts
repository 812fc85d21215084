import { z } from 'zod';

import { idSchema } from '../rpc/server-contract.ts';

/** Who somebody is, to everybody who may see them. */
export const personSchema = z.object({
  id: idSchema,
  email: z.string(),
  name: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  username: z.string().nullable(),
  imageUrl: z.string().nullable(),
});
const tenantSchema = z.object({
  id: idSchema,
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
