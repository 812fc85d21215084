/*
 * What a function may use, and in what process it runs: as its settings say, as one run asks, or as usual. A limit that is
 * null is the usual one. Megabytes are 1024 × 1024 bytes, here and in every sentence about them.
 */
import { z } from 'zod';

import { isolations } from '../calls/isolation.ts';
import type { Isolation } from '../calls/isolation.ts';

export const bytesPerMb = 1024 * 1024;

const limit = z.number().positive();

export const callSettingsSchema = z.object({
  isolation: z.enum(isolations).default('shared'),
  timeLimitSeconds: limit.nullable().default(null),
  memoryLimitMb: limit.nullable().default(null),
  outputLimitMb: limit.nullable().default(null),
  processLimit: limit.int().nullable().default(null),
});
export type CallSettings = z.infer<typeof callSettingsSchema>;

export const usualSettings: CallSettings = callSettingsSchema.parse({});

/** What one run asks for instead of its function's own settings; what is null or absent leaves them. */
export const settingsForRunSchema = z.object({
  isolation: z.enum(isolations).nullish(),
  timeLimitSeconds: limit.nullish(),
  memoryLimitMb: limit.nullish(),
  outputLimitMb: limit.nullish(),
  processLimit: limit.int().nullish(),
});
export type SettingsForRun = z.infer<typeof settingsForRunSchema>;

export type UsualLimits = {
  readonly timeSeconds: number;
  readonly memoryMb: number;
  readonly outputMb: number;
  readonly processes: number;
};

/** The limits of a function that names none, on a machine with so much memory. */
export function usualLimits(memoryBytes: number): UsualLimits {
  return {
    timeSeconds: 300, // Long enough to be thinking, short enough to be noticed.
    memoryMb: Math.max(1, Math.floor((memoryBytes * 0.75) / bytesPerMb)), // The rest keeps the machine alive.
    outputMb: 32, // Beyond it nobody reads.
    processes: 256, // More than a function that uses every core of a large machine starts.
  };
}

/** A run's own settings over its function's. */
export function settingsOfRun(own: CallSettings, run: SettingsForRun): CallSettings {
  return {
    isolation: run.isolation ?? own.isolation,
    timeLimitSeconds: run.timeLimitSeconds ?? own.timeLimitSeconds,
    memoryLimitMb: run.memoryLimitMb ?? own.memoryLimitMb,
    outputLimitMb: run.outputLimitMb ?? own.outputLimitMb,
    processLimit: run.processLimit ?? own.processLimit,
  };
}

/** As a call takes it: every limit a number, in the call's units. */
export function settingsToLimits(
  settings: CallSettings,
  usual: UsualLimits,
): {
  readonly isolation: Isolation;
  readonly limits: {
    readonly timeMs: number;
    readonly outputBytes: number;
    readonly memoryBytes: number;
    readonly processes: number;
  };
} {
  return {
    isolation: settings.isolation,
    limits: {
      timeMs: (settings.timeLimitSeconds ?? usual.timeSeconds) * 1000,
      outputBytes: Math.round((settings.outputLimitMb ?? usual.outputMb) * bytesPerMb),
      memoryBytes: Math.round((settings.memoryLimitMb ?? usual.memoryMb) * bytesPerMb),
      processes: settings.processLimit ?? usual.processes,
    },
  };
}
