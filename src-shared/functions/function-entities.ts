import { z } from 'zod';

import { languages } from '../calls/language.ts';
import { defineEntity } from '../schema/entity.ts';
import type { RecordOf } from '../schema/entity.ts';
import {
  blob,
  choice,
  derived,
  instant,
  integer,
  json,
  mergedText,
  optional,
  reference,
  text,
} from '../schema/field.ts';
import { callSettingsSchema, usualSettings } from './call-settings.ts';
import { completeOutcome, outcomeSchema } from './outcome.ts';
import { parameterSchema } from './parameter.ts';

/** What is known about a function beyond its source. Signature and documentation are read from the source at each save. */
export const functionMetadataSchema = z.object({
  entry: z.string(),
  documentation: z.string(),
  parameters: z.array(parameterSchema),
  returns: z.string(),
  tags: z.array(z.string()),
  ...callSettingsSchema.shape,
});
export type FunctionMetadata = z.infer<typeof functionMetadataSchema>;

/** Functions that were stored before there were isolation and limits have the usual ones. */
function completeMetadata(stored: unknown): FunctionMetadata {
  const metadata = stored as FunctionMetadata; // It was parsed when it was written.
  // First as well, for the order of the names: undo compares JSON by its text.
  return { ...metadata, ...usualSettings, ...metadata };
}

export const functionEntity = defineEntity('function', {
  scope: 'workspace',
  fields: {
    name: text({ min: 1, max: 255 }),
    createdBy: reference('user', { merge: 'fixed' }),
    /** Path within the workspace, parts joined by `/`; empty at the top. */
    folder: text({ max: 1000 }),
    language: choice(languages, { merge: 'fixed' }),
    draftSource: mergedText(),
    /** SHA-256 of language, entry and draft source: equal to a version's when nothing has changed since it. */
    draftChecksum: derived(text({ max: 64 })),
    metadata: json(functionMetadataSchema, { complete: completeMetadata }),
  },
  indexes: [['workspaceId', 'folder', 'name'], ['name'], ['createdBy']],
  permissions: { read: 'function:read', write: 'function:edit' },
});
export type FunctionRecord = RecordOf<typeof functionEntity>;

/** A released source. Every field is fixed: what a version was, it stays. */
export const functionVersionEntity = defineEntity('functionVersion', {
  scope: 'workspace',
  fields: {
    functionId: reference('function', { merge: 'fixed' }),
    /** Semantic version, without a leading v. */
    version: text({ min: 5, max: 255, merge: 'fixed' }),
    sourceCode: text({ max: 2_000_000, merge: 'fixed' }),
    metadata: json(functionMetadataSchema, { merge: 'fixed', complete: completeMetadata }),
    checksum: text({ min: 64, max: 64, merge: 'fixed' }),
    releasedBy: reference('user', { merge: 'fixed' }),
    releasedAt: instant({ merge: 'fixed' }),
    notes: text({ max: 20_000, merge: 'fixed' }),
  },
  indexes: [['functionId', 'version']],
  permissions: { read: 'function:read', write: null },
});
export type FunctionVersionRecord = RecordOf<typeof functionVersionEntity>;

export const runStates = ['waiting', 'running', 'done', 'failed', 'cancelled', 'timed_out'] as const;
export type RunState = (typeof runStates)[number];

/** One execution of a function. Stays on the device that ran it, and writes no changes. */
export const runEntity = defineEntity('run', {
  scope: 'device',
  fields: {
    workspaceId: optional(reference('workspace', { merge: 'fixed' })),
    /** Null for a source file that is in no workspace (`triptych run ./file.R`). */
    functionId: optional(reference('function', { merge: 'fixed' })),
    functionName: text({ max: 255, merge: 'fixed' }),
    language: choice(languages, { merge: 'fixed' }),
    /** Null when the draft was run. */
    versionId: optional(reference('functionVersion', { merge: 'fixed' })),
    checksum: text({ max: 64, merge: 'fixed' }),
    /** Exact JSON (value-json.ts) by parameter; `{"$file": path}` is a file that arrives as a table. */
    arguments: json(z.record(z.string(), z.json()), { merge: 'fixed' }),
    runBy: reference('user', { merge: 'fixed' }),
    origin: choice(['app', 'command-line'], { merge: 'fixed' }),
    state: choice(runStates),
    /** Counts a function's runs from 1. */
    runNumber: integer({ min: 1, merge: 'fixed' }),
    startedAt: optional(instant()),
    endedAt: optional(instant()),
    /** The function's own time, measured in its process. */
    tookMs: optional(json(z.number())),
    interpreter: optional(text({ max: 500 })),
    outcome: optional(json(outcomeSchema, { complete: completeOutcome })),
    /** Log pieces as JSON lines, where they are too many for the outcome. */
    logBlob: optional(blob()),
    logBytes: integer({ min: 0 }),
  },
  indexes: [['functionId', 'createdAt'], ['state'], ['createdAt']],
  permissions: { read: 'run:read', write: 'run:delete' },
});
export type RunRecord = RecordOf<typeof runEntity>;
