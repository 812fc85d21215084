/*
 * What whoever runs the server asks of it: how much it stores, its back-ups.
 */
import { z } from 'zod';

import { noFailures } from '../rpc/contract.ts';
import { nothing, serverCall } from '../rpc/server-contract.ts';

export const backupSchema = z.object({
  name: z.string(),
  createdAt: z.number(),
  bytes: z.number(),
});
export type BackupView = z.infer<typeof backupSchema>;
const backupFailures = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('backup-failed'), problem: z.string() }),
]);

export const upkeepServerApi = {
  storage: serverCall(
    {
      method: 'GET',
      path: '/server/storage',
      demand: 'server:read',
      isUpkeep: true,
      summary: 'How much is stored, by table and tenant.',
    },
    noFailures,
  )
    .input(nothing)
    .output(
      z.object({
        database: z.enum(['pglite', 'postgres']),
        /** Whether what was acknowledged survives a power cut (PostgreSQL), or only a killed process (PGlite). */
        survivesPowerCut: z.boolean(),
        databaseBytes: z.number(),
        freeBytes: z.number().nullable(),
        tables: z.array(z.object({ name: z.string(), rows: z.number(), bytes: z.number() })),
        tenants: z.array(
          z.object({
            id: z.string(),
            name: z.string(),
            rows: z.number(),
            /** Bytes that its records name. */
            files: z.number(),
            fileBytes: z.number(),
          }),
        ),
      }),
    ),
  backups: serverCall(
    {
      method: 'GET',
      path: '/server/backups',
      demand: 'server:read',
      isUpkeep: true,
      summary: 'The back-ups that there are.',
    },
    noFailures,
  )
    .input(nothing)
    .output(
      z.object({
        everyHours: z.number().nullable(),
        keep: z.number(),
        folder: z.string(),
        backups: z.array(backupSchema),
      }),
    ),
  backUp: serverCall(
    {
      method: 'POST',
      path: '/server/backups',
      demand: 'server:manage',
      isUpkeep: true,
      summary: 'Makes a back-up now.',
      isForPeople: true,
    },
    backupFailures,
  )
    .input(nothing)
    .output(backupSchema),
  removeBackup: serverCall(
    {
      method: 'DELETE',
      path: '/server/backups/{name}',
      demand: 'server:manage',
      isUpkeep: true,
      summary: 'Deletes a back-up.',
      isForPeople: true,
    },
    backupFailures,
  )
    .input(z.object({ name: z.string().min(1).max(200) }))
    .output(nothing),
};
