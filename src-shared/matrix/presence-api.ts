/*
 * Who is in a project now. A session begins with the watch and ends with it, or after silence; it lives in memory and is never
 * stored. The window speaks to its core; a server will carry the same calls between devices.
 */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { call, noFailures } from '../rpc/contract.ts';

/** After so long without a word a session is gone for the others; a window that lives speaks more often. */
export const silenceMsMax = 30_000;
export const heartbeatMs = 10_000;

/** Where somebody is: a view, and in it a thing by its kind and id (a cell by its `cellKey`), never pixels. */
export const presencePlaceSchema = z.object({
  view: z.string().max(64),
  kind: z.string().max(64).nullable(),
  id: z.string().max(200).nullable(),
});
export type PresencePlace = z.infer<typeof presencePlaceSchema>;

export const userSessionSchema = z.object({
  id: z.string(),
  userId: z.string(),
  userName: z.string(),
  projectId: z.string(),
  connectionId: z.string(),
  joinedAt: z.number(),
  lastActivity: z.number(),
  /** Null where the person does not show their cursor. */
  cursorPosition: presencePlaceSchema.nullable(),
  /** The id of the record that is being edited. */
  activeEditing: z.string().max(64).nullable(),
});
export type UserSession = z.infer<typeof userSessionSchema>;

export const presenceApi = {
  /** Joins the project for as long as the watch lasts. All sessions at once, then again whenever one changes, a frame at a time. */
  watch: call(noFailures)
    .input(
      z.object({
        projectId: z.string(),
        /** Of the window, the same for all it opens. */ connectionId: z.string().max(64),
      }),
    )
    .output(eventIterator(z.object({ ownSessionId: z.string(), sessions: z.array(userSessionSchema) }))),
  /** What the caller's session is at; also its sign of life. */
  move: call(noFailures)
    .input(
      z.object({
        sessionId: z.string(),
        cursorPosition: presencePlaceSchema.nullable(),
        activeEditing: z.string().max(64).nullable(),
      }),
    )
    .output(z.object({ isKnown: z.boolean() })),
};
