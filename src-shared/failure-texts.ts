/*
 * The sentences a person reads when something failed, for the window and for the command line alike.
 *
 * `title` says what happened, `detail` what it means here, `remedy` what to do; a part that would only repeat another is
 * empty. A kind of failure that none of the eight files of texts below has an entry for does not compile.
 */
import { accountTexts } from './account-failure-texts.ts';
import { attachmentTexts } from './attachment-failure-texts.ts';
import { bringOverTexts } from './bring-over-failure-texts.ts';
import { callTexts } from './call-failure-texts.ts';
import { describeError, userFrame } from './calls/describe-error.ts';
import { exchangeTexts } from './exchange-failure-texts.ts';
import type { FailureText, FailureTexts } from './failure-text.ts';
import type { Failure } from './features.ts';
import { projectTexts } from './project-failure-texts.ts';
import { recordTexts } from './record-failure-texts.ts';
import { runTexts } from './run-failure-texts.ts';
import { serverTexts } from './server-failure-texts.ts';

/** `platform` is Node's name of the operating system (`linux`, `darwin`, `win32`). */
export function failureText(failure: Failure, platform: string): FailureText {
  // The entry under a failure's own kind takes exactly that failure; the compiler cannot tie the two lookups together.
  const text = texts[failure.kind] as (failure: Failure, platform: string) => FailureText;
  return text(failure, platform);
}

/** The line of the person's own source at which a call failed, counted from 1. */
export function lineOfFailure(failure: Failure): number | null {
  if (failure.kind === 'syntax-error') return failure.line;
  return 'frames' in failure ? (userFrame(failure.frames)?.line ?? null) : null;
}

/** What an error came of, a sentence for each, nearest first. */
export function causeTexts(failure: Failure): readonly string[] {
  if (failure.kind !== 'function-error') return [];
  return failure.causes.map((cause) => {
    const frame = userFrame(cause.frames);
    return `It came of ${describeError(cause)}${frame === undefined ? '' : ` (line ${String(frame.line)})`}`;
  });
}

const texts: FailureTexts = {
  ...accountTexts,
  ...attachmentTexts,
  ...bringOverTexts,
  ...callTexts,
  ...runTexts,
  ...projectTexts,
  ...exchangeTexts,
  ...recordTexts,
  ...serverTexts,
};
