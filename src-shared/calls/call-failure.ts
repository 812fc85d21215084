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

/** Every way in which a call can end other than with a value. The sentence for each is in the renderer's failure-texts.ts. */
export const callFailureSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('function-error'),
    message: z.string(),
    errorClass: z.string(),
    /** User's frames first to last as the language nests them: the innermost is the last. */
    frames: z.array(callFrameSchema),
    /** The language's own text of the trace. */
    trace: z.string(),
  }),
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
  z.object({ kind: z.literal('cancelled') }),
  z.object({
    kind: z.literal('session-died'),
    exitCode: z.number().int().nullable(),
    signal: z.string().nullable(),
    lastOutput: z.string(),
  }),
  z.object({ kind: z.literal('runtime-missing'), language, lookedIn: z.array(z.string()) }),
  z.object({ kind: z.literal('runtime-broken'), language, path: z.string(), reason: z.string() }),
  z.object({ kind: z.literal('queue-full'), waiting: z.number() }),
  z.object({ kind: z.literal('interrupted') }),
  z.object({ kind: z.literal('result-not-kept'), reason: z.string() }),
]);
export type CallFailure = z.infer<typeof callFailureSchema>;
