import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { languages } from '../calls/language.ts';
import { runtimeStateSchema } from '../calls/runtime-state.ts';
import { call, noFailures } from '../rpc/contract.ts';
import { settingsForRunSchema } from './call-settings.ts';
import { columnInfoSchema, keptHandleSchema, logPieceSchema, shownKinds, shownSchema } from './outcome.ts';
import { runProgressSchema } from './run-progress.ts';
import { signatureSchema } from './parameter.ts';
import { tableFormats } from './table-format.ts';

export const functionFailureSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('name-empty') }),
  z.object({ kind: z.literal('name-too-long'), charsMax: z.number() }),
  z.object({ kind: z.literal('version-invalid'), given: z.string() }),
  z.object({ kind: z.literal('version-taken'), version: z.string() }),
  z.object({ kind: z.literal('version-not-higher'), version: z.string(), latest: z.string() }),
  z.object({ kind: z.literal('draft-unchanged'), version: z.string() }),
]);
export type FunctionFailure = z.infer<typeof functionFailureSchema>;

export const draftFailureSchema = z.discriminatedUnion('kind', [
  /** What is stored now, so that the two can be merged and saved again. */
  z.object({ kind: z.literal('draft-changed'), source: z.string(), checksum: z.string(), updatedAt: z.number() }),
]);
export type DraftFailure = z.infer<typeof draftFailureSchema>;

/** Templates of read-to-run functions; `blank` is the smallest that runs. */
export const templateNames = ['blank', 'table', 'plot', 'simulation'] as const;
export type TemplateName = (typeof templateNames)[number];

export const functionApi = {
  create: call(functionFailureSchema)
    .input(
      z.object({
        workspaceId: z.string(),
        name: z.string(),
        folder: z.string().default(''),
        language: z.enum(languages),
        template: z.enum(templateNames).default('blank'),
        /** Instead of the template, for example of a file that was dropped on the window. */
        source: z.string().optional(),
      }),
    )
    .output(z.object({ id: z.string() })),
  duplicate: call(functionFailureSchema)
    .input(z.object({ functionId: z.string() }))
    .output(z.object({ id: z.string() })),
  /** Keeps the draft. Answered when it is on disk. The signature is read anew, and with it the form. */
  saveDraft: call(draftFailureSchema)
    .input(
      z.object({
        functionId: z.string(),
        source: z.string(),
        /** Of the draft that this source was made from: when another one is stored by now, nothing is written. */
        baseChecksum: z.string().optional(),
        undoGroup: z.string().max(64).optional(),
      }),
    )
    .output(z.object({ checksum: z.string(), updatedAt: z.number(), signature: signatureSchema.nullable() })),
  /** Names the draft for good. `version` must be higher than every one before. */
  release: call(functionFailureSchema)
    .input(z.object({ functionId: z.string(), version: z.string(), notes: z.string().max(20_000).default('') }))
    .output(z.object({ versionId: z.string() })),
};

export const runFailureSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('argument-invalid'), parameter: z.string(), expected: z.string(), given: z.string() }),
  z.object({ kind: z.literal('argument-missing'), parameter: z.string() }),
  z.object({ kind: z.literal('argument-unknown'), parameter: z.string(), known: z.array(z.string()) }),
  z.object({ kind: z.literal('file-missing'), path: z.string() }),
  z.object({ kind: z.literal('file-unreadable'), path: z.string(), reason: z.string() }),
  z.object({ kind: z.literal('csv-empty'), path: z.string() }),
  z.object({
    kind: z.literal('csv-ragged'),
    path: z.string(),
    line: z.number(),
    expected: z.number(),
    found: z.number(),
  }),
  z.object({ kind: z.literal('csv-not-text'), path: z.string(), reason: z.string() }),
  z.object({ kind: z.literal('table-unreadable'), path: z.string(), format: z.string(), reason: z.string() }),
  /** `reason` continues "Its column x …". */
  z.object({ kind: z.literal('table-column-refused'), path: z.string(), column: z.string(), reason: z.string() }),
  z.object({ kind: z.literal('table-too-large'), path: z.string(), sizeBytes: z.number(), sizeBytesMax: z.number() }),
  z.object({ kind: z.literal('table-too-slow'), path: z.string(), limitMs: z.number() }),
  z.object({ kind: z.literal('entry-not-found'), language: z.enum(languages) }),
  z.object({ kind: z.literal('queue-full'), waiting: z.number() }),
  z.object({ kind: z.literal('result-missing'), runId: z.string() }),
  /** Of a shared result: its record is here, and the bytes of this part are not. */
  z.object({ kind: z.literal('shared-part-absent') }),
]);
export type RunFailure = z.infer<typeof runFailureSchema>;

export const shareFailureSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('result-missing'), runId: z.string() }),
  /** `reason` is a sentence without its full stop. */
  z.object({ kind: z.literal('share-refused'), reason: z.string() }),
]);
export type ShareFailure = z.infer<typeof shareFailureSchema>;

/** A cell on the wire: text for integers beyond 2^53 and for NaN, Inf, -Inf; null is missing. */
const wireCell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const runApi = {
  /** Answers once the run's record is written, a frame later at most or when the run has ended; the record tells the rest. */
  start: call(runFailureSchema)
    .input(
      z.object({
        functionId: z.string(),
        versionId: z.string().nullable().default(null),
        /** Exact JSON by parameter; `{"$file": path}` is a table's file. What is left out takes the function's default. */
        arguments: z.record(z.string(), z.json()),
        ...settingsForRunSchema.shape,
        origin: z.enum(['app', 'command-line']).default('app'),
      }),
    )
    .output(z.object({ runId: z.string() })),
  /** A source file that is in no workspace. The file is read by the caller; relative paths are against `folder`. */
  startSource: call(runFailureSchema)
    .input(
      z.object({
        language: z.enum(languages),
        fileName: z.string(),
        source: z.string(),
        entry: z.string().nullable().default(null),
        folder: z.string(),
        ...settingsForRunSchema.shape,
        arguments: z.record(z.string(), z.json()),
      }),
    )
    .output(z.object({ runId: z.string() })),
  cancel: call(noFailures)
    .input(z.object({ runId: z.string() }))
    .output(z.object({ wasRunning: z.boolean() })),
  /**
   * The log so far at once, then each piece as it is printed; ends with the run. Who is more than `behindBytesMax` behind,
   * because the log is long or comes faster than it can be shown, is given its end, and told how much was left out.
   */
  watchLog: call(noFailures)
    .input(z.object({ runId: z.string(), behindBytesMax: z.number().int().positive().optional() }))
    .output(eventIterator(z.object({ pieces: z.array(logPieceSchema), skippedBytes: z.number() }))),
  /**
   * How far all runs are, or one (the first event `isWhole`), then each run whose bars have changed, a frame at a time; one
   * that has ended has none. Lasts until it is left.
   */
  watchProgress: call(noFailures)
    .input(z.object({ runId: z.string().optional() }))
    .output(
      eventIterator(
        z.object({
          isWhole: z.boolean(),
          runs: z.array(z.object({ runId: z.string(), bars: z.array(runProgressSchema) })),
        }),
      ),
    ),
  /** The kept values of a language that are still there, from its latest runs, the newest first. */
  listKept: call(noFailures)
    .input(z.object({ language: z.enum(languages) }))
    .output(
      z.object({
        kept: z.array(
          z.object({ handle: keptHandleSchema, runId: z.string(), runNumber: z.number(), functionName: z.string() }),
        ),
      }),
    ),
  /** What of a run's result can be shared, and how large each part is (share-parts.ts). */
  listParts: call(shareFailureSchema)
    .input(z.object({ runId: z.string() }))
    .output(
      z.object({
        parts: z.array(
          z.object({
            key: z.string(),
            kind: z.enum([...shownKinds, 'log', 'arguments', 'failure', 'warnings']),
            title: z.string(),
            sizeBytes: z.number(),
            problem: z.enum(['too-large', 'gone']).nullable(),
          }),
        ),
      }),
    ),
  /** Shares the parts of these keys with everybody who may read the function. */
  share: call(shareFailureSchema)
    .input(z.object({ runId: z.string(), keys: z.array(z.string().max(40)).max(1000), note: z.string().max(10_000) }))
    .output(z.object({ sharedResultId: z.string() })),
  /** Takes back what was shared, with its files. The run stays as it is. */
  unshare: call(noFailures)
    .input(z.object({ sharedResultId: z.string() }))
    .output(z.object({})),
  /*
   * What is shown of a run. In the four calls that follow and in `watchLog`, `runId` may be that of a shared result, which shows
   * what it has as the run did.
   */
  /** Rows [rowFirst, rowFirst + rowCount) of a shown table, column by column. */
  readTable: call(runFailureSchema)
    .input(
      z.object({
        runId: z.string(),
        shownIndex: z.number().int().min(0),
        rowFirst: z.number().int().min(0),
        rowCount: z.number().int().min(1).max(5000),
      }),
    )
    .output(z.object({ columns: z.array(z.array(wireCell)) })),
  /** A shown table as a file, in pieces. CSV as in RFC 4180, in UTF-8, missing is an empty field. */
  readTableFile: call(runFailureSchema)
    .input(z.object({ runId: z.string(), shownIndex: z.number().int().min(0), format: z.enum(tableFormats) }))
    .output(eventIterator(z.object({ base64: z.string() }))),
  /** A shown file, or its beginning, in pieces of base64. */
  readArtifact: call(runFailureSchema)
    .input(
      z.object({
        runId: z.string(),
        shownIndex: z.number().int().min(0),
        bytesMax: z.number().int().positive().optional(),
      }),
    )
    .output(eventIterator(z.object({ base64: z.string() }))),
  /** The content of a shown plot, figure or large value: text, or base64 for PNG. */
  readShown: call(runFailureSchema)
    .input(z.object({ runId: z.string(), shownIndex: z.number().int().min(0) }))
    .output(z.object({ shown: shownSchema, text: z.string() })),
};

export const runtimeApi = {
  /** Every language's state at once, then all of them again whenever one changes. */
  watch: call(noFailures).output(eventIterator(z.array(runtimeStateSchema))),
  rescan: call(noFailures).output(z.object({})),
  restart: call(noFailures)
    .input(z.object({ language: z.enum(languages) }))
    .output(z.object({})),
  choose: call(noFailures)
    .input(z.object({ language: z.enum(languages), path: z.string() }))
    .output(z.object({})),
  /** Makes the start-up image of the language's runtime in the background; how far it is, is in the runtime's state. */
  buildImage: call(noFailures)
    .input(z.object({ language: z.enum(languages) }))
    .output(z.object({})),
  /** Deletes the image, or ends the making of it. */
  removeImage: call(noFailures)
    .input(z.object({ language: z.enum(languages) }))
    .output(z.object({})),
};

export const fileApi = {
  /** One folder, folders first; `path` null is where the workspace's files are. Only what the extensions allow. */
  listFolder: call(runFailureSchema)
    .input(z.object({ workspaceId: z.string(), path: z.string().nullable(), extensions: z.array(z.string()) }))
    .output(
      z.object({
        path: z.string(),
        parent: z.string().nullable(),
        entries: z.array(
          z.object({
            name: z.string(),
            path: z.string(),
            isFolder: z.boolean(),
            sizeBytes: z.number(),
            modifiedAt: z.number(),
          }),
        ),
      }),
    ),
  /** The shape and the first rows of a table's file as a function would get it; the labels of its rows come first. */
  previewTable: call(runFailureSchema)
    .input(z.object({ workspaceId: z.string(), path: z.string() }))
    .output(
      z.object({
        rowCount: z.number(),
        columns: z.array(columnInfoSchema),
        /** So many of the first columns label the rows. */
        indexCount: z.number(),
        rows: z.array(z.array(wireCell)),
      }),
    ),
  /** Rows [rowFirst, rowFirst + rowCount) of the same, column by column. */
  readTable: call(runFailureSchema)
    .input(
      z.object({
        workspaceId: z.string(),
        path: z.string(),
        rowFirst: z.number().int().min(0),
        rowCount: z.number().int().min(1).max(5000),
      }),
    )
    .output(z.object({ columns: z.array(z.array(wireCell)) })),
};
