import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

import type { CallEnd } from './rpc/api-router.ts';

export type ServerMetrics = {
  readonly onCallEnd: (end: CallEnd) => void;
  readonly onTurnedAway: () => void;
  readonly text: () => Promise<string>;
};

/** Seconds, from a cached read to a hash behind a queue. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** What Prometheus collects. Labels are names of the contract and kinds of failures, never anything a client chooses. */
export function createServerMetrics({
  sockets,
  watches,
}: {
  readonly sockets: () => number;
  readonly watches: () => number;
}): ServerMetrics {
  const register = new Registry();
  collectDefaultMetrics({ register, prefix: 'triptych_' });
  const calls = new Histogram({
    name: 'triptych_call_seconds',
    help: 'How long calls took, by call and outcome.',
    labelNames: ['call', 'outcome'],
    buckets,
    registers: [register],
  });
  const failures = new Counter({
    name: 'triptych_unexpected_failures_total',
    help: 'Calls that failed for a reason that is a fault of the server.',
    registers: [register],
  });
  const turnedAway = new Counter({
    name: 'triptych_turned_away_total',
    help: 'Requests of addresses that asked too often, turned away before they were read.',
    registers: [register],
  });
  const open: Gauge = new Gauge({
    name: 'triptych_sockets',
    help: 'WebSockets that are open.',
    registers: [register],
    collect: () => open.set(sockets()),
  });
  const watched: Gauge = new Gauge({
    name: 'triptych_watches',
    help: 'Clients that are told of news or of who is where; each is gone with its connection.',
    registers: [register],
    collect: () => watched.set(watches()),
  });
  return {
    onCallEnd: ({ call, outcome, tookMs, error }) => {
      calls.observe({ call, outcome }, tookMs / 1000);
      if (error !== undefined) failures.inc();
    },
    onTurnedAway: () => turnedAway.inc(),
    text: async () => await register.metrics(),
  };
}
