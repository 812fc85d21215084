/*
 * Who is in a project or a function's draft now. A session begins with the watch and ends with it, or after silence; it lives in
 * memory and is never stored. The window speaks to its core; what it says is carried to the person's other devices, and to
 * others', by presence-server-api.ts.
 */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { call, noFailures } from '../rpc/contract.ts';

/** After so long without a word a session is gone for the others; a window that lives speaks more often. */
export const silenceMsMax = 30_000;
export const heartbeatMs = 10_000;

/** Words and ids of the program's own, in which nothing can be hidden: what is said here is shown to others. */
const wordSchema = z.string().regex(/^[\w.:>@-]*$/, 'is no word of a place');

/** Where people meet: everybody who may see it, sees who is there. */
export const presenceRoomSchema = z.strictObject({
  kind: z.enum(['project', 'function']),
  id: wordSchema.min(1).max(64),
});
export type PresenceRoom = z.infer<typeof presenceRoomSchema>;

/** By which rooms are told apart. */
export function roomKey({ kind, id }: PresenceRoom): string {
  return `${kind} ${id}`;
}

/** Where somebody is: a view, and in it a thing by its kind and id (a cell by its `cellKey`, a text's `anchor:head`), never pixels. */
export const presencePlaceSchema = z.strictObject({
  view: wordSchema.max(64),
  kind: wordSchema.max(64).nullable(),
  id: wordSchema.max(200).nullable(),
});
export type PresencePlace = z.infer<typeof presencePlaceSchema>;

/** What a session says of itself. */
export const presenceWordSchema = z.strictObject({
  /** Null where the person does not show their cursor. */
  cursorPosition: presencePlaceSchema.nullable(),
  /** The id of the record that is being edited. */
  activeEditing: wordSchema.max(64).nullable(),
});

export const userSessionSchema = z.object({
  id: z.string(),
  userId: z.string(),
  userName: z.string(),
  room: presenceRoomSchema,
  connectionId: z.string(),
  /** Of this device. */
  isHere: z.boolean(),
  joinedAt: z.number(),
  lastActivity: z.number(),
  ...presenceWordSchema.shape,
});
export type UserSession = z.infer<typeof userSessionSchema>;

export const presenceApi = {
  /** Joins the room for as long as the watch lasts. All sessions at once, then again whenever one changes, a frame at a time. */
  watch: call(noFailures)
    .input(
      z.object({
        room: presenceRoomSchema,
        /** Of the window, the same for all it opens. */
        connectionId: z.string().max(64),
      }),
    )
    .output(eventIterator(z.object({ ownSessionId: z.string(), sessions: z.array(userSessionSchema) }))),
  /** What the caller's session is at; also its sign of life. */
  move: call(noFailures)
    .input(z.object({ sessionId: z.string(), ...presenceWordSchema.shape }))
    .output(z.object({ isKnown: z.boolean() })),
};
