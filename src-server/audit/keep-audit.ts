/*
 * Keeps the chains while the server runs: events are chained a moment after they are announced, everything is swept now and
 * then, and the heads are signed at an interval and at the end.
 */
import { TenantClosed } from '../db/server-database.ts';
import { auditChannel } from '../rpc/live-channels.ts';
import { chainEvents } from './chain-events.ts';
import type { LookBack } from './chain-events.ts';
import { signDigest } from './sign-digests.ts';
import type { DigestDeps } from './sign-digests.ts';

type AuditKeeperDeps = DigestDeps & { readonly log: (sentence: string) => void };

export type AuditKeeper = {
  /** Chains and signs everything that there is now. */
  readonly settle: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Events of a burst are chained together. */
const gatherMs = 200;
/** Events of calls that took long were passed over when their tenant was chained. */
const lookAgainMs = 60_000;
const sweepMs = 60 * 60_000;
const signMs = 10 * 60_000;

export async function startAuditKeeper(deps: AuditKeeperDeps): Promise<AuditKeeper> {
  const { database, log } = deps;
  const waiting = new Set<string>();
  const toLookAt = new Set<string>();
  let gathering: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();

  function inTurn(work: () => Promise<void>): Promise<void> {
    working = working
      .then(work)
      .catch((error: unknown) => log(`The audit could not be chained: ${String(error)}. It is tried again.`));
    return working;
  }

  async function chainWaiting(): Promise<void> {
    gathering = undefined;
    await chainAll(waiting, 'moment');
  }

  async function chainAll(tenants: Set<string>, lookBack: LookBack): Promise<void> {
    const tenantIds = [...tenants];
    tenants.clear();
    // oxlint-disable-next-line no-await-in-loop -- One after the other, off everybody's way.
    for (const tenantId of tenantIds) await unlessClosed(async () => await chainEvents(deps, tenantId, lookBack));
  }

  async function sweep(isSigning: boolean): Promise<void> {
    const rows = await database.transaction(
      { role: 'operator' },
      async ({ query }) => await query(`SELECT id FROM tenants WHERE status <> 'cancelled'`),
    );
    for (const row of rows) {
      const tenantId = String(row['id']);
      // oxlint-disable-next-line no-await-in-loop -- The same.
      await unlessClosed(async () => {
        await chainEvents(deps, tenantId, 'whole');
        if (isSigning) await signDigest(deps, tenantId);
      });
    }
  }

  const stop = await database.listen(auditChannel, {
    onMessage: (tenantId) => {
      waiting.add(tenantId);
      toLookAt.add(tenantId);
      gathering ??= setTimeout(() => void inTurn(chainWaiting), gatherMs);
    },
    onGap: () => void inTurn(async () => await sweep(false)),
  });
  const timers = [
    setInterval(() => void inTurn(async () => await chainAll(toLookAt, 'recent')), lookAgainMs),
    setInterval(() => void inTurn(async () => await sweep(false)), sweepMs),
    setInterval(() => void inTurn(async () => await sweep(true)), signMs),
  ];
  for (const timer of timers) timer.unref();
  void inTurn(async () => await sweep(false));
  return {
    settle: async () => await inTurn(async () => await sweep(true)),
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      clearTimeout(gathering);
      await stop();
      await inTurn(async () => await sweep(true));
    },
  };
}

/** A tenant that was cancelled or removed meanwhile holds up no other; its events are chained when it is opened again. */
async function unlessClosed(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof TenantClosed)) throw error;
  }
}
