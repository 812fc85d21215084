/*
 * What a server is asked about sessions and devices, one's own and everybody's.
 */
import { z } from 'zod';

import { noFailures } from '../rpc/contract.ts';
import { idSchema, nothing, pageInput, pageOf, serverCall } from '../rpc/server-contract.ts';
import { sessionEnds } from './access-entities.ts';

const sessionSchema = z.object({
  id: idSchema,
  userId: idSchema,
  userName: z.string(),
  email: z.string(),
  deviceId: z.string().nullable(),
  deviceName: z.string().nullable(),
  platform: z.string().nullable(),
  address: z.string(),
  userAgent: z.string(),
  createdAt: z.number(),
  lastSeenAt: z.number(),
  expiresAt: z.number(),
  endedAt: z.number().nullable(),
  endReason: z.enum(sessionEnds).nullable(),
  isThis: z.boolean(),
});
export type SessionView = z.infer<typeof sessionSchema>;

export const sessionServerApi = {
  mine: serverCall(
    { method: 'GET', path: '/me/sessions', demand: 'signed-in', summary: "One's own sessions." },
    noFailures,
  )
    .input(nothing)
    .output(z.array(sessionSchema)),
  endMine: serverCall(
    {
      method: 'DELETE',
      path: '/me/sessions/{id}',
      demand: 'signed-in',
      summary: "Ends one of one's own sessions.",
      needsRecentSignIn: true,
      isOpenWhenSuspended: true,
    },
    noFailures,
  )
    .input(z.object({ id: idSchema }))
    .output(nothing),
  endMyOthers: serverCall(
    {
      method: 'POST',
      path: '/me/sessions/end-others',
      demand: 'signed-in',
      summary: "Ends all of one's own sessions but this.",
      needsRecentSignIn: true,
      isOpenWhenSuspended: true,
    },
    noFailures,
  )
    .input(nothing)
    .output(z.object({ ended: z.number() })),
  list: serverCall(
    { method: 'GET', path: '/sessions', demand: 'session:manage', summary: "Everybody's sessions, the latest first." },
    noFailures,
  )
    .input(z.object({ ...pageInput, userId: idSchema.optional(), isOpen: z.stringbool().or(z.boolean()).optional() }))
    .output(pageOf(sessionSchema)),
  end: serverCall(
    {
      method: 'DELETE',
      path: '/sessions/{id}',
      demand: 'session:manage',
      summary: "Ends anybody's session.",
      needsRecentSignIn: true,
    },
    noFailures,
  )
    .input(z.object({ id: idSchema }))
    .output(nothing),
  endOfUser: serverCall(
    {
      method: 'POST',
      path: '/users/{userId}/end-sessions',
      demand: 'session:manage',
      summary: 'Ends all sessions of a person.',
      needsRecentSignIn: true,
    },
    noFailures,
  )
    .input(z.object({ userId: idSchema }))
    .output(z.object({ ended: z.number() })),
};

export const deviceServerApi = {
  mine: serverCall(
    { method: 'GET', path: '/me/devices', demand: 'signed-in', summary: "One's own devices." },
    noFailures,
  )
    .input(nothing)
    .output(
      z.array(
        z.object({
          id: idSchema,
          name: z.string(),
          platform: z.string(),
          createdAt: z.number(),
          lastSeenAt: z.number(),
          isThis: z.boolean(),
        }),
      ),
    ),
  forget: serverCall(
    {
      method: 'DELETE',
      path: '/me/devices/{id}',
      demand: 'signed-in',
      summary: "Ends the sessions of one of one's own devices and forgets it.",
      needsRecentSignIn: true,
      isOpenWhenSuspended: true,
    },
    noFailures,
  )
    .input(z.object({ id: idSchema }))
    .output(nothing),
};
