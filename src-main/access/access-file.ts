/*
 * What the server said at the last sign-in that the person may do, beside the account's file. It decides what this device shows
 * and lets be tried; whether it may be done, the server decides again at every call.
 */
import { readFileSync } from 'node:fs';

import { z } from 'zod';

import type { Result } from '#shared/base/result.ts';
import { isPermission, permissions } from '#shared/rpc/permission-rules.ts';
import type { Permission } from '#shared/rpc/permission-rules.ts';

import { writeWhole } from '../store/write-whole.ts';
import type { DiskFailure } from '../store/write-whole.ts';

const accessSchema = z.object({
  version: z.literal(1),
  /** The name of the person's primary role. */
  role: z.string().min(1).max(100),
  permissions: z.array(z.string()),
  /** Which of the person's devices this is at the server. */
  deviceId: z.string().max(64).nullable().default(null),
});

export type AccountAccess = { readonly role: string; readonly permissions: ReadonlySet<Permission> };

/**
 * Reading and what is the person's own: of who is suspended, and where the file is missing or damaged. The data lie on their
 * device and are theirs to read, and everything else waits until the server says what they may.
 */
export const permissionsUnasked: ReadonlySet<Permission> = new Set<Permission>([
  'preference:edit',
  ...permissions.filter((name) => name.endsWith(':read')),
]);

export function readAccess(file: string): AccountAccess {
  try {
    const { role, permissions: names } = accessSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return { role, permissions: permissionsOf(names) };
  } catch {
    return { role: 'viewer', permissions: permissionsUnasked };
  }
}

/** Names that this program does not know are of a newer server. */
export function permissionsOf(names: readonly string[]): ReadonlySet<Permission> {
  return new Set<Permission>(['preference:edit', ...names.filter(isPermission)]);
}

/** Undefined where none is known, or the file cannot be read: the server then makes another one of it. */
export function readDeviceId(file: string): string | undefined {
  try {
    return accessSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).deviceId ?? undefined;
  } catch {
    return undefined;
  }
}

/** As the server gives it. */
export type GivenAccess = {
  readonly role: string;
  readonly permissions: readonly string[];
  readonly deviceId: string | null;
};

export function writeAccess(
  file: string,
  { role, permissions: names, deviceId }: GivenAccess,
): Result<undefined, DiskFailure> {
  return writeWhole(file, `${JSON.stringify({ version: 1, role, permissions: names, deviceId })}\n`);
}
