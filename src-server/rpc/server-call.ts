/*
 * What a handler of the server knows of the call it carries out, and the types of such handlers.
 */
import type { Instant } from '#shared/base/instant.ts';
import type { HandlersOf } from '#shared/rpc/handler-types.ts';
import type { Permission } from '#shared/rpc/permission-rules.ts';
import { recentSignInMinutes } from '#shared/rpc/server-contract.ts';

import type { Sql } from '../db/server-database.ts';

/** Who is asking, as their token says. */
export type Asker = {
  readonly userId: string;
  readonly tenantId: string;
  readonly permissions: ReadonlySet<Permission>;
  readonly roleIds: readonly string[];
  /** Null for a machine. */
  readonly sessionId: string | null;
  readonly deviceId: string | null;
  /** Null for a person. */
  readonly apiTokenId: string | null;
  readonly homeTenantId: string | null;
  readonly expiresAt: Instant | null;
  /** When a person has last shown who they are, in this session; null for a machine. */
  readonly provenAt: Instant | null;
};

/** From where a call comes: what is noted of it in the audit, and counted against floods. */
export type Origin = { readonly address: string; readonly userAgent: string };

/** Something that was done, for the audit. `details` hold no secret: whoever may read the audit reads them. */
export type Act = {
  readonly action: string;
  readonly resourceType: string;
  readonly resourceId?: string | null;
  readonly details?: { readonly [name: string]: string | number | boolean | null | readonly string[] };
};

export function actsOf(acts: Act | readonly Act[]): readonly Act[] {
  return 'action' in acts ? [acts] : acts;
}

export type ServerCall = Origin & {
  /** The call's one transaction: in the reach of who asks, or `access` where nobody is asked for. */
  readonly sql: Sql;
  readonly nowMs: Instant;
  /** Null only in calls that nobody needs to sign in for, where no token came along. */
  readonly asker: Asker | null;
  /** Writes to the audit, in the same transaction: as the asker, or as who is named. The reach must be of that tenant. */
  readonly audit: (
    acts: Act | readonly Act[],
    by?: { readonly userId: string | null; readonly tenantId: string },
  ) => Promise<void>;
  /**
   * One transaction of a call that takes several (`isStepwise`), in the reach of who asks, or `access` where nobody is asked for;
   * committed unless the work throws. Between them it holds none, so that what takes long keeps nobody waiting. The work is given
   * the call in that transaction.
   */
  readonly step: <T>(work: (call: ServerCall) => Promise<T>) => Promise<T>;
  /** Commits although the call fails: for counting a failed password. */
  readonly keepOnFailure: () => void;
  /** Aborted when the client gives up or its connection ends. */
  readonly signal: AbortSignal;
};

export type ServerHandlersOf<A> = HandlersOf<A, ServerCall>;

/** Who asks, in a call that the dispatcher let through only because somebody does. */
export function askerOf(call: ServerCall): Asker {
  if (call.asker === null) throw new Error('The call demands nobody, and yet its handler asks who it is.');
  return call.asker;
}

const recentMs = recentSignInMinutes * 60_000;

/** Undefined where a person has shown who they are within the last minutes; a machine's token shows it each time. */
export function outdatedSignIn({ sessionId, provenAt }: Asker, nowMs: Instant) {
  if (sessionId === null || (provenAt !== null && nowMs - provenAt <= recentMs)) return undefined;
  return { kind: 'sign-in-outdated' as const, minutes: recentSignInMinutes };
}

/** Goes on as the server itself in a tenant: for what a call entails that its caller could not do alone. */
export async function enterAsServer(
  { sql }: Pick<ServerCall, 'sql'>,
  tenantId: string,
  {
    permissions = [],
    mode = 'write',
  }: { readonly permissions?: readonly Permission[]; readonly mode?: 'read' | 'write' } = {},
): Promise<void> {
  await sql.enter({ role: 'app', tenantId, userId: null, permissions, mode });
}

/** Goes back to the reach of who asks. */
export async function enterAsAsker(call: ServerCall, mode: 'read' | 'write' = 'write'): Promise<void> {
  const { tenantId, userId, permissions } = askerOf(call);
  await call.sql.enter({ role: 'app', tenantId, userId, permissions: [...permissions], mode });
}

/**
 * Does what a call entails that its caller could not do alone (looking whether an e-mail is taken, counting who has a role) as
 * the server itself in the caller's tenant, and goes back to the reach of who asks. What is thrown takes the call back anyway.
 */
export async function asServer<T>(
  call: ServerCall,
  permissions: readonly Permission[],
  work: () => Promise<T>,
  mode: 'read' | 'write' = 'write',
): Promise<T> {
  await enterAsServer(call, askerOf(call).tenantId, { permissions, mode });
  const value = await work();
  await enterAsAsker(call, mode);
  return value;
}
