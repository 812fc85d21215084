/* What a window is told of synchronisation, and what it can ask for. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { call, noFailures } from '../rpc/contract.ts';

/** Counted no further: "10,000 or more" is as good to know. */
export const waitingCountMax = 10_000;
/** Problems and waiting edits that the page shows; the rest come when these are settled. */
export const shownProblemsMax = 200;
export const shownWaitingMax = 100;

/**
 * rejected    the server did not take my edit
 * superseded  it took it, and a later edit stays
 * overwritten a later edit of somebody who had not seen mine has replaced it
 * set-aside   my edit waited in a place that I do not reach any more
 */
export const problemKinds = ['rejected', 'superseded', 'overwritten', 'set-aside'] as const;
export type ProblemKind = (typeof problemKinds)[number];

/** How the open account stands with what its server has of it. */
export const syncStateSchema = z.discriminatedUnion('kind', [
  /** `personal` has no server. */
  z.object({ kind: z.literal('none') }),
  z.object({
    kind: z.literal('on'),
    /**
     * `stuck`: it is tried again, but something is not as it should be. `read-only`: what others do comes, and what is done here waits,
     * for the server or this program is too old. `suspended`: the same, for the organisation is. In all three `problem` says what.
     */
    activity: z.enum(['in-step', 'working', 'away', 'paused', 'stuck', 'read-only', 'suspended']),
    problem: z.string().nullable(),
    waiting: z.number(),
    problems: z.record(z.enum(problemKinds), z.number()),
    lastContactAt: z.number().nullable(),
    /** Parts (an entity of a scope) that are whole here, of all there are. */
    parts: z.object({ whole: z.number(), all: z.number() }),
  }),
]);
export type SyncState = z.infer<typeof syncStateSchema>;

export const syncProblemSchema = z.object({
  id: z.string(),
  kind: z.enum(problemKinds),
  entity: z.string(),
  recordId: z.string(),
  /** What the record is called, where it has a name. */
  title: z.string().nullable(),
  at: z.number(),
  /** Why it was not taken; null where it was. */
  code: z.string().nullable(),
  reasons: z.array(z.string()),
  /** Who made the edit that stays. */
  actorId: z.string().nullable(),
  isCreation: z.boolean(),
  fields: z.array(
    z.object({
      name: z.string(),
      /** Of an edit of a text what was put in, with `removed` what that took out. */
      mine: z.json(),
      theirs: z.json(),
      isText: z.boolean(),
      removed: z.string(),
    }),
  ),
  /** Whether mine can be written again: not an edit of a text of which only a part is known. */
  canRepeat: z.boolean(),
});
export type SyncProblem = z.infer<typeof syncProblemSchema>;

export const syncDetailsSchema = z.object({
  scopes: z.array(
    z.object({
      kind: z.enum(['tenant', 'user', 'workspace', 'project']),
      id: z.string(),
      title: z.string().nullable(),
      records: z.number(),
      parts: z.object({ whole: z.number(), all: z.number() }),
    }),
  ),
  problems: z.array(syncProblemSchema),
  waiting: z.array(
    z.object({
      id: z.string(),
      entity: z.string(),
      title: z.string().nullable(),
      fields: z.array(z.string()),
      kind: z.enum(['create', 'edit', 'delete']),
      at: z.number(),
    }),
  ),
});
export type SyncDetails = z.infer<typeof syncDetailsSchema>;

export const syncApi = {
  watch: call(noFailures).output(eventIterator(syncStateSchema)),
  /** For the page: what waits, what is to be looked at, and what of each scope is here. */
  watchDetails: call(noFailures).output(eventIterator(syncDetailsSchema)),
  pause: call(noFailures)
    .input(z.object({ isPaused: z.boolean() }))
    .output(z.object({})),
  syncNow: call(noFailures).output(z.object({})),
  /** `repeat` writes my value anew, as an edit of now; `leave` takes the problem off the list and changes nothing. */
  settle: call(noFailures)
    .input(z.object({ id: z.string().min(1).max(100), action: z.enum(['repeat', 'leave']) }))
    .output(z.object({})),
  /** Takes all of a kind off the list, also those that are not shown yet, and changes nothing. */
  leaveAll: call(noFailures)
    .input(z.object({ kind: z.enum(problemKinds) }))
    .output(z.object({})),
};
