import { z } from 'zod';

import { noFailures } from '../rpc/contract.ts';
import { idSchema, pageInput, pageOf, serverCall } from '../rpc/server-contract.ts';

export const auditEventViewSchema = z.object({
  id: idSchema,
  /** Null until it has been put into the chain, a moment after it happened. */
  number: z.number().nullable(),
  hash: z.string().nullable(),
  timestamp: z.number(),
  action: z.string(),
  resourceType: z.string(),
  resourceId: z.string().nullable(),
  userId: z.string().nullable(),
  /** Null where the person is gone or was erased. */
  userName: z.string().nullable(),
  details: z.record(z.string(), z.json()).nullable(),
  ipAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  isErased: z.boolean(),
});
export type AuditEventView = z.infer<typeof auditEventViewSchema>;

export const auditQuery = {
  search: z.string().max(200).optional(),
  action: z.string().max(100).optional(),
  userId: idSchema.optional(),
  resourceId: z.string().max(255).optional(),
  from: z.coerce.number().int().optional(),
  until: z.coerce.number().int().optional(),
};

/** What is wrong with a chain, each with the number at which it shows. */
export const chainProblemSchema = z.object({
  kind: z.enum([
    'event-changed',
    'event-missing',
    'link-missing',
    'link-changed',
    'tail-cut',
    'digest-forged',
    'restore-forged',
    'not-chained',
  ]),
  number: z.number().nullable(),
  eventId: z.string().nullable(),
});
export type ChainProblem = z.infer<typeof chainProblemSchema>;

/** The database was put back to a back-up by whoever runs the server: what was done after it is gone, and nobody tampered. */
export const chainRestoreSchema = z.object({
  restoredAt: z.number(),
  by: z.string(),
  backup: z.string(),
  /** Null where its name does not say. */
  backupMadeAt: z.number().nullable(),
  /** The link to which the chain went back. */
  number: z.number(),
  /** How many events after it are gone. */
  lost: z.number(),
});
export type ChainRestore = z.infer<typeof chainRestoreSchema>;

export const chainReportSchema = z.object({
  isWhole: z.boolean(),
  events: z.number(),
  digests: z.number(),
  checkedAt: z.number(),
  problems: z.array(chainProblemSchema),
  /** In the order in which they happened. */
  restores: z.array(chainRestoreSchema),
});
export type ChainReport = z.infer<typeof chainReportSchema>;

export const auditServerApi = {
  /** The latest first; `after` goes back in time. There is more as long as `next` is there, also of a page on which nothing is. */
  search: serverCall(
    { method: 'GET', path: '/audit/events', demand: 'audit:read', summary: 'What was done in this tenant.' },
    noFailures,
  )
    .input(z.object({ ...pageInput, ...auditQuery }))
    .output(pageOf(auditEventViewSchema)),
  actions: serverCall(
    { method: 'GET', path: '/audit/actions', demand: 'audit:read', summary: 'The kinds of acts that there are.' },
    noFailures,
  )
    .input(z.object({}))
    .output(z.array(z.string())),
  verify: serverCall(
    {
      method: 'POST',
      path: '/audit/verify',
      demand: 'audit:read',
      summary: 'Checks the chain and its signed digests.',
    },
    noFailures,
  )
    .input(z.object({}))
    .output(chainReportSchema),
};
