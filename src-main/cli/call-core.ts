import { ORPCError } from '@orpc/client';
import { z } from 'zod';

import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { causeTexts, failureText, lineOfFailure } from '#shared/failure-texts.ts';
import type { Failure } from '#shared/features.ts';

/** A failure as the command line tells it: what it is, a sentence, and what is known besides. */
export type Trouble = {
  readonly kind: string;
  readonly message: string;
  readonly [detail: string]: unknown;
};

const failureSchema = z.looseObject({ kind: z.string() });

/** Calls the core; a failure of the contract becomes a trouble, everything else is thrown on. */
export async function callCore<T>(calling: Promise<T>): Promise<Result<T, Trouble>> {
  try {
    return ok(await calling);
  } catch (error) {
    if (!(error instanceof ORPCError)) throw error;
    const data = failureSchema.safeParse(error.data);
    // The data of FAILURE are one of the contract's failures: the core has no other.
    if (error.code === 'FAILURE' && data.success) return fail(troubleOf(data.data as unknown as Failure));
    return fail({ kind: 'program-error', message: error.message });
  }
}

/** `message` is the language's own where there is one; `text` is the whole sentence. */
export function troubleOf(failure: Failure): Trouble {
  const text = failureText(failure, process.platform);
  const line = lineOfFailure(failure);
  const message = 'message' in failure ? failure.message : text.title;
  return {
    ...failure,
    message,
    ...(line === null ? {} : { line }),
    text: [text.title, text.detail, ...causeTexts(failure), text.remedy].filter((part) => part !== '').join('\n'),
  };
}

/** What a person reads on standard error. */
export function troubleText(trouble: Trouble): string {
  return typeof trouble['text'] === 'string' ? trouble['text'] : trouble.message;
}
