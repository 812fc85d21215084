import { z } from 'zod';

import { languages } from './language.ts';

/** Where a runtime was found; `chosen` is a path that a person gave. */
export const runtimeSources = ['chosen', 'venv', 'conda', 'pyenv', 'juliaup', 'path', 'folder'] as const;

export const runtimeCandidateSchema = z.object({
  /** The binary itself, never a shim. */
  path: z.string(),
  version: z.string(),
  source: z.enum(runtimeSources),
});
export type RuntimeCandidate = z.infer<typeof runtimeCandidateSchema>;

export const runtimeConditionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('looking') }),
  z.object({ kind: z.literal('missing'), lookedIn: z.array(z.string()) }),
  /** Installed; its first session starts with the first call or in the background. */
  z.object({ kind: z.literal('found') }),
  z.object({ kind: z.literal('starting') }),
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('busy'), entry: z.string(), sinceMs: z.number(), waitingCount: z.number().int() }),
  /** The session could not be started; it is tried again by itself at `retryAtMs`. */
  z.object({ kind: z.literal('broken'), reason: z.string(), retryAtMs: z.number() }),
]);
export type RuntimeCondition = z.infer<typeof runtimeConditionSchema>;

/** A start-up image of a runtime: a file with the worker in it, compiled, that makes its sessions lighter and quicker to start. */
export const runtimeImageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  /** `share` from 0 to 1, by the time that it usually takes. */
  z.object({ kind: z.literal('building'), share: z.number() }),
  z.object({ kind: z.literal('ready'), sizeBytes: z.number() }),
  z.object({ kind: z.literal('failed'), reason: z.string() }),
]);
export type RuntimeImage = z.infer<typeof runtimeImageSchema>;

/** What is known about one language on this device: what the status bar and the settings show. */
export const runtimeStateSchema = z.object({
  language: z.enum(languages),
  condition: runtimeConditionSchema,
  /** The one that runs this language's functions; null while looking and when there is none. */
  chosen: runtimeCandidateSchema.nullable(),
  /** Everything found, best first. */
  candidates: z.array(runtimeCandidateSchema),
  /** Of the chosen one; null for a language that has none. */
  image: runtimeImageSchema.nullable(),
  /** What was found and cannot be used, each with what is wrong with it: a sentence that goes on after the path. */
  unusable: z.array(z.object({ path: z.string(), reason: z.string() })),
});
export type RuntimeState = z.infer<typeof runtimeStateSchema>;
