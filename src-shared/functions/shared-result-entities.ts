import { z } from 'zod';

import { defineEntity } from '../schema/entity.ts';
import type { RecordOf } from '../schema/entity.ts';
import { choice, instant, json, optional, reference, text } from '../schema/field.ts';
import { completeOutcome, outcomeSchema } from './outcome.ts';

export const endedStates = ['done', 'failed', 'cancelled', 'timed_out'] as const;

/**
 * What somebody has shared of one of their runs; runs themselves never leave the device. What it shows is as in the run, less what
 * was left out. Files among it are named by their SHA-256 here, and by an attachment each, which bring them along.
 */
export const sharedResultEntity = defineEntity('sharedResult', {
  scope: 'workspace',
  fields: {
    functionId: reference('function', { merge: 'fixed' }),
    /** Null when the draft was run. */
    versionId: optional(reference('functionVersion', { merge: 'fixed' })),
    /** SHA-256 of what was run, as a run has it. */
    checksum: text({ max: 64, merge: 'fixed' }),
    /** What it was called with, as a person reads it. */
    argumentsText: text({ merge: 'fixed' }),
    state: choice(endedStates, { merge: 'fixed' }),
    startedAt: optional(instant({ merge: 'fixed' })),
    tookMs: optional(json(z.number(), { merge: 'fixed' })),
    interpreter: optional(text({ max: 500, merge: 'fixed' })),
    outcome: json(outcomeSchema, { merge: 'fixed', complete: completeOutcome }),
    note: text({ max: 10_000 }),
    createdBy: reference('user', { merge: 'fixed' }),
  },
  indexes: [['functionId', 'createdAt']],
  permissions: { read: 'function:read', write: 'function:edit' },
});
export type SharedResultRecord = RecordOf<typeof sharedResultEntity>;
