import { failureText } from '#shared/failure-texts.ts';
import type { FailureText } from '#shared/failure-text.ts';
import type { Failure } from '#shared/features.ts';

import { failureOf } from '../rpc/client.ts';
import { showProblem } from '../ui/toasts.tsx';
import { getAppInfo } from './use-app-info.ts';

/** Every failure has its text; what has none is a lost connection or a bug, and says so. */
export function describeProblem(error: unknown): FailureText {
  const failure = failureOf(error);
  if (failure !== undefined) return describeFailure(failure);
  return {
    title: 'Triptych did not answer',
    detail: error instanceof Error ? error.message : String(error),
    remedy: 'Try again; if it stays like this, start Triptych again. What you typed before is kept.',
  };
}

export function describeFailure(failure: Failure): FailureText {
  return failureText(failure, getAppInfo().platform);
}

/** Says as a toast what went wrong. */
export function showFailure(error: unknown): void {
  showProblem(describeProblem(error));
}

/** Carries a call out; a failure is told as a toast and answered with undefined. */
export async function attempt<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    showFailure(error);
    return undefined;
  }
}
