import type { CallCause, CallFrame } from './call-failure.ts';

/** The innermost frame that is in the person's own source: where to look first. */
export function userFrame(frames: readonly CallFrame[]): CallFrame | undefined {
  return frames.findLast((frame) => frame.isUserSource && frame.line !== null);
}

/** What every error of a language is says nothing, and is left out. */
const plainClasses: ReadonlySet<string> = new Set(['', 'error', 'simpleError', 'Exception', 'ErrorException']);

/** `KeyError: 'x'`. */
export function describeError({ errorClass, message }: Pick<CallCause, 'errorClass' | 'message'>): string {
  if (message === '') return errorClass;
  return plainClasses.has(errorClass) ? message : `${errorClass}: ${message}`;
}
