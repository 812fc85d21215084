import { z } from 'zod';

import { languages } from './language.ts';

const language = z.enum(languages);

/** One frame of a trace. `line` counts from 1 in the user's own source; null where the frame is not in it. */
export const callFrameSchema = z.object({
  functionName: z.string(),
  line: z.number().int().nullable(),
  file: z.string().nullable(),
  isUserSource: z.boolean(),
});
export type CallFrame = z.infer<typeof callFrameSchema>;

/** An error that another one came of. */
export const callCauseSchema = z.object({
  message: z.string(),
  errorClass: z.string(),
  frames: z.array(callFrameSchema),
});
export type CallCause = z.infer<typeof callCauseSchema>;

/** How a session's process ended: by itself, by somebody's signal, by a fault of its own, or because memory ran out. */
export const deathCauses = ['exited', 'killed', 'crashed', 'out-of-memory'] as const;
export type DeathCause = (typeof deathCauses)[number];

/** Every way in which a call can end other than with a value. The sentence for each is in call-failure-texts.ts. */
export const callFailureSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('function-error'),
    message: z.string(),
    errorClass: z.string(),
    /** User's frames first to last as the language nests them: the innermost is the last. */
    frames: z.array(callFrameSchema),
    /** The language's own text of the trace. */
    trace: z.string(),
    /** What the error came of, nearest first: Python's `raise … from`, rlang's parents, Julia's stack of exceptions. */
    causes: z.array(callCauseSchema).default([]),
  }),
  /** The language itself could not get memory, and lives on. */
  z.object({ kind: z.literal('memory-exhausted'), message: z.string(), frames: z.array(callFrameSchema) }),
  z.object({
    kind: z.literal('syntax-error'),
    message: z.string(),
    line: z.number().int().nullable(),
    column: z.number().int().nullable(),
  }),
  z.object({ kind: z.literal('entry-missing'), entry: z.string(), found: z.array(z.string()) }),
  z.object({ kind: z.literal('value-not-showable'), path: z.string(), description: z.string() }),
  z.object({ kind: z.literal('argument-refused'), parameter: z.string(), reason: z.string() }),
  z.object({ kind: z.literal('time-limit-reached'), limitMs: z.number() }),
  z.object({ kind: z.literal('output-limit-reached'), limitBytes: z.number() }),
  z.object({ kind: z.literal('memory-limit-reached'), limitBytes: z.number(), reachedBytes: z.number() }),
  z.object({ kind: z.literal('process-limit-reached'), limit: z.number(), reached: z.number() }),
  /** A value that was kept is gone: its session has ended, or its run was deleted. */
  z.object({ kind: z.literal('handle-gone'), parameter: z.string(), description: z.string() }),
  z.object({ kind: z.literal('cancelled') }),
  z.object({
    kind: z.literal('session-died'),
    exitCode: z.number().int().nullable(),
    signal: z.string().nullable(),
    cause: z.enum(deathCauses).default('killed'),
    lastOutput: z.string(),
  }),
  z.object({ kind: z.literal('runtime-missing'), language, lookedIn: z.array(z.string()) }),
  z.object({ kind: z.literal('runtime-broken'), language, path: z.string(), reason: z.string() }),
  z.object({ kind: z.literal('queue-full'), waiting: z.number() }),
  z.object({ kind: z.literal('interrupted') }),
  z.object({ kind: z.literal('result-not-kept'), reason: z.string() }),
]);
export type CallFailure = z.infer<typeof callFailureSchema>;
