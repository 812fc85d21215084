import type { CallFailure } from '#shared/calls/call-failure.ts';

import type { Call } from './call.ts';

/**
 * Thrown by a codec's `encode` when the language cannot hold an argument: an integer beyond R's, a name twice in a
 * Python dict. The session turns it into the failure `argument-refused`; the worker never hears of the call.
 */
export class ArgumentRefusal extends Error {
  readonly parameter: string;
  readonly reason: string;

  /** `reason` is a sentence for the person who typed the argument. */
  constructor(parameter: string, reason: string) {
    super(`${parameter}: ${reason}`);
    this.name = 'ArgumentRefusal';
    this.parameter = parameter;
    this.reason = reason;
  }
}

/** What keeps an argument from being sent. Anything else that `encode` throws is a bug, and goes on. */
export function refusalOf(error: unknown, call: Call): CallFailure {
  if (error instanceof ArgumentRefusal) {
    return { kind: 'argument-refused', parameter: error.parameter, reason: error.reason };
  }
  const parameter = call.args.map(([name]) => name).join(', ');
  if (error instanceof RangeError) {
    return { kind: 'argument-refused', parameter, reason: 'It is too large to be sent as a list; send it as a table.' };
  }
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
    return { kind: 'argument-refused', parameter, reason: 'There is no room left in memory for a table of this size.' };
  }
  throw error;
}
