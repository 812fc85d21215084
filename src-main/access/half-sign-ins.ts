/*
 * Sign-ins that wait for a code. What a server has given for going on is as good as the password that it was given for, so it
 * stays in the core, in memory: a window has the name of it only.
 */
import type { HalfSignedIn } from '#shared/access/factor-server-api.ts';

type Device = { readonly id?: string; readonly name: string; readonly platform: string };
/** From where it was begun, which has to be told again, and with which e-mail. */
export type Begun = { readonly device: Device; readonly email: string };
export type HalfGiven = { readonly id: string; readonly secret: string; readonly device: Device };

/** What a window is told: all but the secret. */
type HalfTold = (HalfSignedIn extends infer H ? (H extends HalfSignedIn ? Omit<H, 'secret'> : never) : never) & {
  readonly email: string;
};

/** One person goes through a few at most; what was left lying is over at the server after some minutes. */
const halvesMax = 10;

export type HalfSignIns = {
  readonly add: (at: string, half: HalfSignedIn, begun: Begun) => HalfTold;
  readonly find: (id: string) => { readonly at: string; readonly given: HalfGiven } | undefined;
  readonly forget: (id: string) => void;
};

export function createHalfSignIns(): HalfSignIns {
  const halves = new Map<string, { readonly at: string; readonly given: HalfGiven }>();
  return {
    add(at, { secret, ...half }, { device, email }) {
      const [oldest] = halves.keys();
      if (halves.size >= halvesMax && oldest !== undefined) halves.delete(oldest);
      halves.set(half.id, { at, given: { id: half.id, secret, device } });
      return { email, ...half };
    },
    find: (id) => halves.get(id),
    forget: (id) => void halves.delete(id),
  };
}
