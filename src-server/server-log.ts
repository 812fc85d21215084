/*
 * What the server says of itself: a line of JSON for each thing that happened. Never a token, a password, or what a call was
 * asked or answered.
 */
import { pino } from 'pino';

import type { CallEnd } from './rpc/api-router.ts';

export type ServerLog = {
  readonly say: (sentence: string) => void;
  readonly onCallEnd: (end: CallEnd) => void;
  readonly flush: () => void;
};

export function createServerLog(): ServerLog {
  const log = pino({
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level) => ({ level }) },
  });
  return {
    say: (sentence) => log.info(sentence),
    onCallEnd: ({ call, outcome, tookMs, context, error }) => {
      const facts = { call, outcome, ms: Math.round(tookMs * 100) / 100, address: context.address };
      if (error === undefined) return log.info(facts, 'call');
      const { reference, cause } = error;
      const stack = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
      return log.error({ ...facts, reference, stack: withoutAddressSecrets(stack) }, 'A call failed unexpectedly.');
    },
    flush: () => log.flush(),
  };
}

/** A connection's error may name its address, password and all. */
function withoutAddressSecrets(text: string): string {
  return text.replaceAll(/(\w+:\/\/[^\s:@/]+):[^\s@/]+@/g, '$1:…@');
}
