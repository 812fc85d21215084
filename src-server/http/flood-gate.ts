/*
 * Turns floods away: everybody has a bucket of requests that fills up evenly. Counted in this process alone, so behind several
 * processes one may make as many times the requests; what must hold across them (failed sign-ins) is counted in the database.
 */
import type { Clock } from '#shared/base/instant.ts';

import type { Asker } from '../rpc/server-call.ts';

export type FloodGate = {
  /** Takes a request from the bucket, or as many as it costs; the seconds to wait when they are not there, else null. */
  readonly wait: (key: string, cost?: number) => number | null;
  /** Takes so many afterwards, or as many as there are: for what turned out to be no honest client's. */
  readonly charge: (key: string, cost: number) => void;
};

/** A bucket holds a fifth of a minute's requests: a page that opens asks for much at once. */
const burstPart = 0.2;
/** Beyond, the ones that were used longest ago are forgotten: they have filled up anyway, or are an attack by many. */
const bucketsMax = 50_000;

export function createFloodGate(perMinute: number, clock: Clock): FloodGate {
  const full = Math.max(10, perMinute * burstPart);
  const perMs = perMinute / 60_000;
  const buckets = new Map<string, { level: number; atMs: number }>();

  function bucketOf(key: string): { level: number; atMs: number } {
    const nowMs = clock.nowMs();
    const bucket = buckets.get(key) ?? { level: full, atMs: nowMs };
    buckets.delete(key); // And put at the end: the Map is in the order of use.
    buckets.set(key, bucket);
    if (buckets.size > bucketsMax) {
      const [oldest] = buckets.keys();
      if (oldest !== undefined) buckets.delete(oldest);
    }
    bucket.level = Math.min(full, bucket.level + Math.max(0, nowMs - bucket.atMs) * perMs);
    bucket.atMs = nowMs;
    return bucket;
  }

  return {
    wait: (key, cost = 1) => {
      const bucket = bucketOf(key);
      const taken = Math.min(cost, full); // What costs more than a full bucket would never be let through.
      if (bucket.level < taken) return Math.max(1, Math.ceil((taken - bucket.level) / perMs / 1000));
      bucket.level -= taken;
      return null;
    },
    charge: (key, cost) => {
      const bucket = bucketOf(key);
      bucket.level = Math.max(0, bucket.level - cost);
    },
  };
}

type Rates = { readonly user: number; readonly tenant: number };

/** For those who are signed in: who asks too much waits, and so does a tenant, before it takes the server from the others. */
export function createAskersGate({ user, tenant }: Rates, clock: Clock): (asker: Asker) => number | null {
  const users = createFloodGate(user, clock);
  const tenants = createFloodGate(tenant, clock);
  // One whose own bucket is empty takes nothing from the tenant's.
  return ({ userId, tenantId }) => users.wait(userId) ?? tenants.wait(tenantId);
}
