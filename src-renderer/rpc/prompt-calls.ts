/*
 * Calls that leave the window at once. oRPC's link takes a dozen steps of promises from a call to the socket, and in between React
 * draws what the same event has changed: milliseconds in which the program may die, and with it what a person sees on screen. So
 * a call that says it is prompt is written here as oRPC would write it, before it returns; what comes back is read as oRPC does.
 *
 * Source: @orpc/standard-server-peer 1.16.1, serializeRequestMessage and deserializeResponseMessage: {"i": id, "p": {u, h, b}} out,
 * {"i": id, "p": {s, h, b}} back. Checked against the core's own server in prompt-calls.test.ts.
 */
import { StandardRPCJsonSerializer, StandardRPCLinkCodec, StandardRPCSerializer } from '@orpc/client/standard';
import { z } from 'zod';

import type { CoreSocket } from './core-socket.ts';

/** Given with a call as its context. Only for calls that answer once, and are not given up. */
export const promptContext = { isPrompt: true };

export type PromptCalls = {
  /** Has left when it returns, for a socket that is open; rejects as a call of oRPC's link does. */
  readonly call: (path: readonly string[], input: unknown) => Promise<unknown>;
};

type Waiting = { readonly resolve: (response: Response) => void; readonly reject: (error: Error) => void };
type Response = z.infer<typeof responseSchema>['p'];

const responseSchema = z.object({
  i: z.string(),
  p: z.object({ s: z.number().default(200), b: z.unknown() }),
});

/** oRPC numbers its calls, so these are never its own. */
const idPrefix = 'prompt-';
const messagePrefix = `{"i":"${idPrefix}`;

export function openPromptCalls(
  socket: Pick<CoreSocket, 'addEventListener' | 'send'>,
  headers: { readonly [name: string]: string },
): PromptCalls {
  const serializer = new StandardRPCSerializer(new StandardRPCJsonSerializer());
  const codec = new StandardRPCLinkCodec(serializer, { url: 'http://orpc' });
  const waiting = new Map<string, Waiting>(); // The core refuses more calls at once than it allows a window (serve.ts).
  let count = 0;

  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data !== 'string' || !data.startsWith(messagePrefix)) return;
    const { i: id, p: response } = responseSchema.parse(JSON.parse(data));
    waiting.get(id)?.resolve(response);
    waiting.delete(id);
  });
  socket.addEventListener('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('The socket was closed.'));
    waiting.clear();
  });

  async function send(path: readonly string[], input: unknown): Promise<Response> {
    count += 1;
    const id = `${idPrefix}${String(count)}`;
    const request = { u: `/${path.map(encodeURIComponent).join('/')}`, b: serializer.serialize(input), h: headers };
    socket.send(JSON.stringify({ i: id, p: request }));
    return await new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
    });
  }

  return {
    async call(path, input) {
      const { s: status, b: body } = await send(path, input);
      return await codec.decode({ status, headers: {}, body: () => Promise.resolve(body) });
    },
  };
}
