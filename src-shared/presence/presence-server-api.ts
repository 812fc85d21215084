/*
 * Who is where, carried between devices over the WebSocket. A device says of all its windows at once where they are (`tell`), which
 * takes the place of what it said before, and hears of the rooms that it is in itself. Nothing is stored. Times are told as how
 * long ago, since no two clocks agree.
 */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { noFailures } from '../rpc/contract.ts';
import { idSchema, nothing, serverCall } from '../rpc/server-contract.ts';
import { presenceRoomSchema, presenceWordSchema, silenceMsMax } from './presence-api.ts';

/** Windows of one device that are told of; the ones that moved last. */
export const toldSessionsMax = 8;
/** How often a device tells at most. A cursor that runs is where it was a moment ago. */
export const tellEveryMs = 250;
/** Sessions of one room that anybody is told of. */
export const roomSessionsMax = 200;

const sessionIdSchema = z.string().regex(/^[\w-]{1,64}$/, 'is no id of a session');
const agoSchema = z.int().min(0).max(silenceMsMax);

const toldSessionSchema = z.strictObject({
  id: sessionIdSchema,
  room: presenceRoomSchema,
  connectionId: sessionIdSchema,
  silentMs: agoSchema,
  ...presenceWordSchema.shape,
});
export type ToldSession = z.infer<typeof toldSessionSchema>;

const heardSessionSchema = toldSessionSchema.extend({
  /** Of the server's making: two devices may call their sessions alike. */
  id: z.string().max(200),
  userId: idSchema,
  userName: z.string(),
});
export type HeardSession = z.infer<typeof heardSessionSchema>;

const presenceEventSchema = z.discriminatedUnion('kind', [
  /** By which the device tells. */
  z.object({ kind: z.literal('begun'), presenceId: z.string() }),
  /** Everybody else in a room that this device is in. */
  z.object({
    kind: z.literal('room'),
    room: presenceRoomSchema,
    sessions: z.array(heardSessionSchema).max(roomSessionsMax),
  }),
  /** What was told is forgotten, since rights have changed; whoever is there still says so. */
  z.object({ kind: z.literal('again') }),
]);
export type PresenceEvent = z.infer<typeof presenceEventSchema>;

export const presenceServerApi = {
  watch: serverCall(
    {
      method: 'GET',
      path: '/presence',
      demand: 'signed-in',
      isForPeople: true,
      summary: 'Tells who else is in the rooms that this device is in, for as long as it is watched.',
    },
    noFailures,
  )
    .input(nothing)
    .output(eventIterator(presenceEventSchema)),
  tell: serverCall(
    {
      method: 'POST',
      path: '/presence',
      demand: 'signed-in',
      isForPeople: true,
      isOpenWhenSuspended: true,
      summary: "Says where all of this device's windows are, by the id that its watch has begun with.",
    },
    noFailures,
  )
    .input(z.strictObject({ presenceId: idSchema, sessions: z.array(toldSessionSchema).max(toldSessionsMax) }))
    .output(
      z.object({
        /** False where no such watch of this session goes on here. */
        isKnown: z.boolean(),
      }),
    ),
};
