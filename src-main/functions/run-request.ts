import { hash } from 'node:crypto';

import type { Language } from '#shared/calls/language.ts';
import type { GivenArguments } from '#shared/functions/fit-arguments.ts';
import type { CallSettings } from '#shared/functions/call-settings.ts';
import { checksumInput } from '#shared/functions/function-rules.ts';
import type { RunRecord } from '#shared/functions/function-entities.ts';
import type { Parameter } from '#shared/functions/parameter.ts';

/** Everything that a run needs, wherever the source came from: a draft, a version, a file. */
export type RunRequest = {
  readonly workspaceId: string | null;
  readonly functionId: string | null;
  readonly functionName: string;
  readonly versionId: string | null;
  readonly language: Language;
  readonly source: string;
  /** What traces call the source. */
  readonly fileName: string;
  readonly entry: string;
  readonly parameters: readonly Parameter[];
  readonly given: GivenArguments;
  /** The function's working folder; relative paths of arguments are against it. */
  readonly workingFolder: string;
  readonly settings: CallSettings;
  readonly runBy: string;
  readonly origin: RunRecord['origin'];
};

export function sourceChecksum(language: Language, entry: string, source: string): string {
  return hash('sha256', checksumInput(language, entry, source));
}
