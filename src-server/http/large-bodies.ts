/*
 * To read what is long, and to carry it out, takes of what everybody shares (a fifth of a second of the thread for eight megabytes,
 * though with turns to others in between: read-long-list.ts), and before that nothing is known of who sends it. So of one session such
 * bodies are read one after the other, with rests in between, and of strangers so by their address; what has not been read yet, the
 * system keeps and lets its sender wait.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

import { leavingRoom, usualRoom } from '../rpc/leave-room.ts';
import { TooBusy, createOwnTurnstiles } from '../rpc/turnstile.ts';

/** Twice what a device pushes at a time; more is one transaction that is longer. */
const largeBytes = 512 * 1024;
/** How much longer the JSON of changes is than it is packed. */
const packedTimes = 6;
const waitingMax = 8;

/** Resolves when the body may be read; rejects with `TooBusy`. */
export type LargeBodies = (who: string, answer: ServerResponse) => Promise<void>;

export function createLargeBodies(room = usualRoom): LargeBodies {
  const alwaysBeside = { note: () => undefined, isAnybodyBeside: () => true };
  const pass = leavingRoom(createOwnTurnstiles({ atOnceMax: 1, waitingMax }), alwaysBeside, room);
  return async (who, answer) =>
    await new Promise<void>((begin, refuse) => {
      const untilAnswered = async (): Promise<void> => {
        begin();
        if (answer.closed) return; // Who sent it has gone while it waited.
        await new Promise<void>((resolve) => void answer.once('close', resolve));
      };
      pass(who, untilAnswered).catch(refuse);
    });
}

export function isLarge({
  'content-length': length,
  'content-encoding': encoding,
}: Pick<IncomingHttpHeaders, 'content-length' | 'content-encoding'>): boolean {
  if (length === undefined) return true; // It does not say.
  return Number(length) * (encoding === undefined ? 1 : packedTimes) > largeBytes;
}

/** A hook of Fastify's, in front of the reading of a body. */
export function waitForTurn(
  turns: LargeBodies,
  {
    whoSends,
    refuse,
  }: {
    readonly whoSends: (request: FastifyRequest) => string;
    readonly refuse: (reply: FastifyReply) => Promise<unknown>;
  },
) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    if (!isLarge(request.headers)) return undefined;
    try {
      await turns(whoSends(request), reply.raw);
      return undefined;
    } catch (error) {
      if (!(error instanceof TooBusy)) throw error;
      return await refuse(reply);
    }
  };
}
