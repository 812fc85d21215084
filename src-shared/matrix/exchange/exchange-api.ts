import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { call } from '../../rpc/contract.ts';
import { exportFormats, exportTypes } from '../project-entities.ts';
import { projectFailureSchema } from '../project-api.ts';

/** Fifty times what a project of full size takes. */
export const importBytesMax = 100_000_000;
/** A multiple of three, and far below what a connection takes in one message. */
export const importPieceBytes = 3 * 1024 * 1024;

export const exchangeFailureSchema = z.discriminatedUnion('kind', [
  ...projectFailureSchema.options,
  z.object({ kind: z.literal('import-too-large'), sizeBytes: z.number(), sizeBytesMax: z.number() }),
  z.object({ kind: z.literal('import-unreadable'), fileName: z.string(), reason: z.string() }),
  /** It was looked at too long ago, or the program was closed since. */
  z.object({ kind: z.literal('import-gone') }),
  z.object({ kind: z.literal('import-refused'), sentence: z.string() }),
  z.object({ kind: z.literal('import-outdated') }),
  z.object({ kind: z.literal('import-cancelled') }),
  z.object({ kind: z.literal('imports-full'), countMax: z.number() }),
  z.object({ kind: z.literal('export-folder-unusable'), folder: z.string(), reason: z.string() }),
  /** A folder that was to be opened, or made. */
  z.object({ kind: z.literal('folder-refused'), folder: z.string(), reason: z.string() }),
  z.object({ kind: z.literal('export-missing'), path: z.string() }),
  z.object({ kind: z.literal('exports-full'), countMax: z.number() }),
]);
export type ExchangeFailure = z.infer<typeof exchangeFailureSchema>;

const placeSchema = z.object({ sheet: z.string(), row: z.number(), column: z.string() }).nullable();

/** A list of a report is cut after so many; its count says how many there are. */
export const reportedMax = 300;

const plannedSchema = z.object({
  count: z.number(),
  records: z.array(
    z.object({
      /** "object", "call to action" … */
      what: z.string(),
      name: z.string(),
      place: placeSchema,
      changes: z.array(z.object({ field: z.string(), old: z.string(), next: z.string() })),
    }),
  ),
});

export const importReportSchema = z.object({
  fileName: z.string(),
  /** What kind of file it is, as a person calls it. */
  kind: z.string(),
  /** Of the project that will be made; null where it goes into one that is there. */
  newProjectName: z.string().nullable(),
  /** How many of each kind are new: "object" → 12. */
  counts: z.array(z.object({ what: z.string(), created: z.number(), changed: z.number(), unchanged: z.number() })),
  created: plannedSchema,
  changed: plannedSchema,
  unchanged: plannedSchema,
  problems: z.object({
    count: z.number(),
    list: z.array(z.object({ place: placeSchema, sentence: z.string(), isFatal: z.boolean() })),
  }),
  /** Whether a problem keeps the whole file out. */
  isRefused: z.boolean(),
});
export type ImportReport = z.infer<typeof importReportSchema>;

/** How far a file has been written: `taking-back` when what was written is taken back again. */
export const importProgressSchema = z.object({
  step: z.enum(['waiting', 'writing', 'taking-back']),
  /** Records that are written. */
  written: z.number(),
  count: z.number(),
});
export type ImportProgress = z.infer<typeof importProgressSchema>;

export const folderListingSchema = z.object({
  path: z.string(),
  /** Null at the root. */
  parent: z.string().nullable(),
  /** The person's own folder. */
  home: z.string(),
  folders: z.array(z.object({ name: z.string(), path: z.string() })),
  /** Whether there are more than are told. */
  isCut: z.boolean(),
});
export type FolderListing = z.infer<typeof folderListingSchema>;

const folderPath = z.string().max(4096);

export const exchangeApi = {
  /** Begins to bring a file, into a project or, without one, as a new project. */
  openImport: call(exchangeFailureSchema)
    .input(
      z.object({
        workspaceId: z.string(),
        projectId: z.string().nullable(),
        fileName: z.string().min(1).max(1000),
        sizeBytes: z.number().int().min(0),
      }),
    )
    .output(z.object({ importId: z.string() })),
  sendImport: call(exchangeFailureSchema)
    .input(z.object({ importId: z.string(), base64: z.string().max(Math.ceil(importPieceBytes / 3) * 4) }))
    .output(z.object({ receivedBytes: z.number() })),
  /** What bringing the file in would do. Nothing is written. */
  planImport: call(exchangeFailureSchema)
    .input(z.object({ importId: z.string() }))
    .output(importReportSchema),
  /** Does what was planned last, all or nothing and as one step of undo; answers when it is done or has been taken back. */
  applyImport: call(exchangeFailureSchema)
    .input(z.object({ importId: z.string() }))
    .output(z.object({ projectId: z.string(), created: z.number(), changed: z.number() })),
  /** How far `applyImport` is; until the file is done with. */
  watchImport: call(exchangeFailureSchema)
    .input(z.object({ importId: z.string() }))
    .output(eventIterator(importProgressSchema)),
  /** Ends `applyImport`; answers when all of it has been taken back. What was planned can still be done. */
  cancelImport: call(exchangeFailureSchema)
    .input(z.object({ importId: z.string() }))
    .output(z.object({})),
  /** Forgets the file. What is being written of it is taken back first. */
  closeImport: call(exchangeFailureSchema)
    .input(z.object({ importId: z.string() }))
    .output(z.object({})),
  /** Writes an export job and answers; the job's record tells the rest. */
  startExport: call(exchangeFailureSchema)
    .input(
      z.object({
        projectId: z.string(),
        exportType: z.enum(exportTypes),
        format: z.enum(exportFormats),
        /** Of a picture: which view (svg-views.ts), and of which object. */
        viewId: z.string().max(100).optional(),
        objectId: z.string().max(64).optional(),
        /** A folder of this device; without it the file is kept in the data folder. */
        folder: folderPath.optional(),
      }),
    )
    .output(z.object({ jobId: z.string() })),
  /** The folders in a folder of this device, for who chooses one; without a path, in the person's own. */
  listFolders: call(exchangeFailureSchema)
    .input(z.object({ path: folderPath.nullable() }))
    .output(folderListingSchema),
  /** Makes a folder in another one. */
  makeFolder: call(exchangeFailureSchema)
    .input(z.object({ parent: folderPath, name: z.string().max(1000) }))
    .output(z.object({ path: z.string() })),
  cancelExport: call(exchangeFailureSchema)
    .input(z.object({ jobId: z.string() }))
    .output(z.object({ wasRunning: z.boolean() })),
  /** Takes the job off the list, and its file with it where that is in the data folder. */
  removeExport: call(exchangeFailureSchema)
    .input(z.object({ jobId: z.string() }))
    .output(z.object({})),
  readExport: call(exchangeFailureSchema)
    .input(z.object({ jobId: z.string() }))
    .output(eventIterator(z.object({ base64: z.string() }))),
};
