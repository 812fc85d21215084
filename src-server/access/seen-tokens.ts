/*
 * Which tokens this process has seen, so that a flood of forged ones costs the database nothing: one that was refused for being
 * nobody's stays so for ever (ids and secrets are drawn, never chosen), and one that was accepted a moment ago is no stranger's.
 * Whether an accepted one is still good is asked at every call all the same.
 */
import type { SeenTokens } from '../rpc/dispatch.ts';
import { hashSecret, parseToken } from './tokens.ts';

/** Some 150 bytes each. Beyond, those that were used longest ago are asked for anew. */
const rememberedMax = 20_000;

type Judged = { readonly kind: 'accepted'; readonly userId: string } | { readonly kind: 'refused' };
const refused: Judged = { kind: 'refused' };

export function createSeenTokens(): SeenTokens {
  const seen = new Map<string, Judged>();
  const put = (key: string, judged: Judged): void => {
    seen.delete(key); // And put at the end: the Map is in the order of use.
    seen.set(key, judged);
    const [oldest] = seen.keys();
    if (seen.size > rememberedMax && oldest !== undefined) seen.delete(oldest);
  };
  return {
    judge: (token) => {
      const kind = parseToken(token)?.kind;
      if (kind !== 'tps' && kind !== 'tpt') return 'refused';
      const key = hashSecret(token);
      const judged = seen.get(key);
      if (judged === undefined) return 'unknown';
      put(key, judged);
      return judged.kind;
    },
    findPerson: (token) => {
      const judged = seen.get(hashSecret(token));
      return judged?.kind === 'accepted' ? judged.userId : undefined;
    },
    note: (token, found) => {
      if (found.ok) return put(hashSecret(token), { kind: 'accepted', userId: found.value.userId });
      // One that has ended was somebody's, and is told how.
      if (found.failure.reason === null) put(hashSecret(token), refused);
    },
  };
}
