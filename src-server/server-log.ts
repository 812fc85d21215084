/*
 * What the server says of itself: a line of JSON for each thing that happened. Never a token, a password, or what a call was
 * asked or answered. Of refusals without end only the first of a minute are written each, and the others counted.
 */
import { pino } from 'pino';

import { callerOf } from './http/client-address.ts';
import { createRefusalCount } from './count-refusals.ts';
import type { CallEnd } from './rpc/api-router.ts';

export type ServerLog = {
  readonly say: (sentence: string) => void;
  readonly onCallEnd: (end: CallEnd) => void;
  /** A request that was turned away unread, because its address asks too often. */
  readonly onTurnedAway: (caller: string) => void;
  readonly flush: () => void;
};

/** What a flood brings; a failed sign-in is always written, as so many are never reached. */
const countedOutcomes: ReadonlySet<string> = new Set(['signed-out', 'too-many-requests', 'not-permitted']);

export function createServerLog(): ServerLog {
  const log = pino({
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level) => ({ level }) },
  });
  const refusals = createRefusalCount({
    nowMs: () => performance.now(),
    onMinute: ({ address, outcome, count }) =>
      log.warn({ outcome, address, count }, 'More was refused within a minute.'),
  });
  setInterval(refusals.tell, 60_000).unref(); // A flood that is over is told of too.
  return {
    say: (sentence) => log.info(sentence),
    onCallEnd: ({ call, outcome, tookMs, context, error }) => {
      const facts = { call, outcome, ms: Math.round(tookMs * 100) / 100, address: context.address };
      if (error === undefined) {
        if (countedOutcomes.has(outcome) && !refusals.isWritten(callerOf(context.address), outcome)) return undefined;
        return log.info(facts, 'call');
      }
      const { reference, cause } = error;
      const stack = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
      return log.error({ ...facts, reference, stack: withoutAddressSecrets(stack) }, 'A call failed unexpectedly.');
    },
    onTurnedAway: (address) => {
      if (refusals.isWritten(address, 'turned-away')) log.warn({ outcome: 'turned-away', address }, 'A flood.');
    },
    flush: () => {
      refusals.tell();
      log.flush();
    },
  };
}

/** A connection's error may name its address, password and all. */
function withoutAddressSecrets(text: string): string {
  return text.replaceAll(/(\w+:\/\/[^\s:@/]+):[^\s@/]+@/g, '$1:…@');
}
