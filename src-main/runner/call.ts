import type { CallFailure } from '#shared/calls/call-failure.ts';
import type { Language } from '#shared/calls/language.ts';
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
  readonly timeLimitMs: number;
  /** Printed bytes after which the call is ended. */
  readonly outputBytesMax: number;
};

export type LogStream = 'out' | 'err';

/** `media` tells how to draw `bytes`. */
export type CapturedPlot = { readonly media: 'image/svg+xml' | 'image/png'; readonly bytes: Uint8Array };

export type CallEvents = {
  readonly onStart: () => void;
  readonly onLog: (stream: LogStream, text: string) => void;
  readonly onPlot: (plot: CapturedPlot) => void;
};

export type CallOutcome =
  | { readonly kind: 'done'; readonly value: Value; readonly tookMs: number }
  | { readonly kind: 'failed'; readonly failure: CallFailure; readonly tookMs: number };
