/*
 * What session.ts must know about a language to keep one of its processes.
 *
 * A session talks to its worker over a channel of its own, never over fd 1 or 2: what a function prints is the user's.
 * Both directions carry frames: a 4-byte little-endian length, then that many bytes. What the bytes mean is the
 * language's codec: each language gets the encoding that it reads fastest (R its own serialize format, Python marshal,
 * Julia a small codec of ours). Large columns do not travel in frames but through table files (table-files.ts).
 *
 *   core → worker                          worker → core
 *   ─────────────                          ─────────────
 *                                          ready (once, after start)
 *   call (source only when not loaded)  →  (log, plot, progress, note, artifact)*, then exactly one done or failed
 *   free (handles whose run is gone), wake (before the first call)
 */
import type { CallFailure } from '#shared/calls/call-failure.ts';
import type { Isolation } from '#shared/calls/isolation.ts';
import type { Language } from '#shared/calls/language.ts';
import type { LogLevel, LogStream } from '#shared/calls/log-level.ts';
import type { Progress } from '#shared/calls/progress.ts';
import type { Value } from '#shared/values/value.ts';

import type { CapturedPlot } from './call.ts';

export type WorkerCall = {
  readonly kind: 'call';
  readonly checksum: string;
  /** Null when this session has loaded the checksum before. */
  readonly source: string | null;
  readonly fileName: string;
  readonly entry: string;
  readonly workingFolder: string;
  readonly args: readonly (readonly [parameter: string, value: Value])[];
};

export type WorkerAnswer =
  | { readonly kind: 'ready'; readonly version: string }
  | { readonly kind: 'log'; readonly stream: LogStream; readonly level: LogLevel; readonly text: string }
  | { readonly kind: 'plot'; readonly plot: CapturedPlot }
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'note'; readonly text: string }
  /** The worker has copied the file to `path`, directly in the session's scratch folder. */
  | { readonly kind: 'artifact'; readonly name: string; readonly path: string }
  /** `tookMs` is the function's own time, measured in the worker. */
  | { readonly kind: 'done'; readonly value: Value; readonly tookMs: number }
  | { readonly kind: 'failed'; readonly failure: CallFailure; readonly tookMs: number };

/** Where columns too large for a frame wait: a folder in shared memory where there is one. Paths are absolute. */
export type TableFiles = {
  readonly folder: string;
  /** Writes the buffers one after the other into a fresh file; the worker deletes it after reading. */
  readonly put: (buffers: readonly Uint8Array[]) => string;
  /** Reads a file that the worker wrote, and deletes it. The buffer may be longer than the bytes that are answered. */
  readonly take: (path: string) => Uint8Array<ArrayBuffer>;
};

/** Bytes from which on a column goes through a file. Source: research, pipes win below about 1 MB. */
export const tableFileBytesMin = 1 << 20;

export type WorkerCodec = {
  /** The body of one frame, in pieces that are written in order. */
  readonly encode: (call: WorkerCall, files: TableFiles) => readonly Uint8Array[];
  /** The body of a frame that lets go of kept values (HandleValue); sent between calls, and not answered. */
  readonly encodeFree: (handleIds: readonly string[]) => readonly Uint8Array[];
  /**
   * The body of a frame that has a session get ready for its first call, where it has left that until it is called, and for one
   * that is foreseen, without calling anything of it; not answered.
   */
  readonly encodeWake?: (foreseen: WorkerCall | undefined, files: TableFiles) => readonly Uint8Array[];
  /** Throws on rubbish; the session then ends the worker and says so. */
  readonly decode: (body: Uint8Array, files: TableFiles) => WorkerAnswer;
};

/** A session serves calls itself, or (`fork`) forks a copy of itself for each and stays as it was started. */
export type SessionMode = Exclude<Isolation, 'fresh'>;

/** What a session tells its worker in the environment; the worker takes them out before a function can see them. */
export const sessionVariables = {
  /** Part of the ids of the values that it keeps, so that no two sessions ever give the same. */
  name: 'TRIPTYCH_SESSION',
  mode: 'TRIPTYCH_MODE',
  /** Where artifacts are copied to: WorkerLanguage's scratchFolder. */
  scratch: 'TRIPTYCH_SCRATCH',
} as const;

export type LaunchPlan = {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the clean environment that session-starter.ts makes. */
  readonly env: Readonly<Record<string, string>>;
  readonly channel:
    | { readonly kind: 'duplex' } // fd 3, both ways (a socketpair on Unix)
    | { readonly kind: 'fifos'; readonly toWorker: string; readonly fromWorker: string };
};

/** What a runtime can be launched from instead of its own: for Julia a system image with the worker in it (julia-sysimage.ts). */
export type WorkerImages = {
  /** Undefined when there is none. */
  readonly find: (language: Language, runtimePath: string) => string | undefined;
  /** A session did not start with the image: it is not found until it is settled whether the image was at fault. */
  readonly distrust: (runtimePath: string) => void;
  readonly settleDistrust: (runtimePath: string, verdict: { readonly isImageAtFault: boolean }) => void;
};

export type WorkerLanguage = {
  readonly language: Language;
  readonly codec: WorkerCodec;
  /** `scratchFolder` belongs to the one session and is deleted with it; `filesFolder` is TableFiles.folder. */
  readonly planLaunch: (place: {
    readonly runtimePath: string;
    readonly workersFolder: string;
    readonly scratchFolder: string;
    readonly filesFolder: string;
    /** Of WorkerImages. */
    readonly imagePath?: string | undefined;
  }) => LaunchPlan;
  /** Whether sessions of mode `fork` can be started on this platform; elsewhere a session started ahead takes their place. */
  readonly canFork: (platform: NodeJS.Platform) => boolean;
  /** Whether an interrupt (SIGINT) ends a loop and leaves the session usable. Julia's does not: it is replaced. */
  readonly isInterruptible: boolean;
};
