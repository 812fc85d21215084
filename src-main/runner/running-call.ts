import { rmSync } from 'node:fs';

import type { CallFailure } from '#shared/calls/call-failure.ts';

import type { Call, CallEvents, CallOutcome } from './call.ts';
import type { OutputMeter } from './output-meter.ts';
import type { WorkerAnswer } from './worker-language.ts';

/** A call that a session carries out, from when it is sent until it is settled. */
export type RunningCall = {
  readonly call: Call;
  readonly events: CallEvents;
  readonly meter: OutputMeter;
  readonly startedMs: number;
  readonly settle: (outcome: CallOutcome) => void;
  /** Why the call is being ended; what the worker still sends is dropped. */
  stopping: CallFailure | undefined;
  hasAnswer: boolean;
};

/** What a worker tells while the call goes on, but for what it prints, which is metered. */
type Told = Extract<WorkerAnswer, { readonly kind: 'plot' | 'progress' | 'note' | 'artifact' }>;

export function passOn(events: CallEvents, told: Told): void {
  switch (told.kind) {
    case 'plot':
      events.onPlot(told.plot);
      return;
    case 'progress':
      events.onProgress?.(told.progress);
      return;
    case 'note':
      events.onNote?.(told.text);
      return;
    case 'artifact':
      if (events.onArtifact === undefined) dropTold(told);
      else events.onArtifact(told);
  }
}

/** Nobody hears of it any more; a file would otherwise stay as long as the session. */
export function dropTold(told: Told): void {
  if (told.kind === 'artifact') rmSync(told.path, { force: true });
}
