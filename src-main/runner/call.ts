import type { CallFailure } from '#shared/calls/call-failure.ts';
import type { Isolation } from '#shared/calls/isolation.ts';
import type { Language } from '#shared/calls/language.ts';
import type { LogLevel, LogStream } from '#shared/calls/log-level.ts';
import type { Progress } from '#shared/calls/progress.ts';
import type { Value } from '#shared/values/value.ts';

/** One call of one function: everything a session needs to carry it out. */
export type Call = {
  readonly language: Language;
  /** Names the source with what it stands on (see helper-files.ts): a session loads each checksum once, into its own namespace. */
  readonly checksum: string;
  readonly source: string;
  /** What traces call the source, for example `summarise_by_month.R`. */
  readonly fileName: string;
  readonly entry: string;
  /** By name, in the order of the signature; a parameter that is left out takes the language's own default. */
  readonly args: readonly (readonly [parameter: string, value: Value])[];
  readonly workingFolder: string;
  readonly isolation: Isolation;
  readonly limits: CallLimits;
};

/** What a call may use; beyond any of them it is ended with a failure that says which. */
export type CallLimits = {
  readonly timeMs: number;
  /** Printed bytes. */
  readonly outputBytes: number;
  /** Resident memory of the session's process and all that it has started, together. */
  readonly memoryBytes: number;
  /** Processes alive at one time, the session's own included. */
  readonly processes: number;
};

export type { LogStream };

/** `media` tells how to draw `bytes`. */
export type CapturedPlot = { readonly media: 'image/svg+xml' | 'image/png'; readonly bytes: Uint8Array };

/** A file that a function has given to its run. It belongs to the listener, who moves it away or deletes it. */
export type CapturedArtifact = { readonly name: string; readonly path: string };

export type CallEvents = {
  readonly onStart: () => void;
  readonly onLog: (stream: LogStream, text: string, level: LogLevel) => void;
  readonly onPlot: (plot: CapturedPlot) => void;
  readonly onProgress?: (progress: Progress) => void;
  readonly onNote?: (text: string) => void;
  readonly onArtifact?: (artifact: CapturedArtifact) => void;
};

export type CallOutcome =
  | {
      readonly kind: 'done';
      readonly value: Value;
      readonly tookMs: number;
      /**
       * For who has done with the value: gives the memory of its large columns to the next call (column-memory.ts), and empties
       * them. Absent when there are none; who does not call it leaves them to the collector.
       */
      readonly release?: () => void;
    }
  | { readonly kind: 'failed'; readonly failure: CallFailure; readonly tookMs: number };
