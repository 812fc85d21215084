/*
 * Which tokens this process has seen, so that a flood of forged ones costs the database nothing: one that was refused for being
 * nobody's stays so for ever (ids and secrets are drawn, never chosen), and one that was accepted a moment ago is no stranger's.
 * Whether an accepted one is still good is asked at every call all the same. `known` are those that were used before this process
 * began: else everybody who comes back after a restart would be a stranger, and wait with them. So would who has just signed in.
 */
import { putRecent } from '#shared/base/put-recent.ts';

import type { SeenTokens } from '../rpc/let-in.ts';
import type { Asker } from '../rpc/server-call.ts';
import type { KnownTokens } from './known-tokens.ts';
import { hashSecret, isSecretOf, parseToken } from './tokens.ts';
import type { TokenParts } from './tokens.ts';

/** Some 150 bytes each. Beyond, those that were used longest ago are asked for anew. */
const rememberedMax = 20_000;
/** Some kilobytes each: who asks again and again is among them. */
const lastMax = 1_000;

type Judged = { readonly kind: 'accepted'; readonly userId: string } | { readonly kind: 'refused' };
const refused: Judged = { kind: 'refused' };

type Seen = SeenTokens & {
  /** This process has made it. */
  readonly noteMade: (token: string, userId: string) => void;
};

export function createSeenTokens(known: KnownTokens = new Map()): Seen {
  const seen = new Map<string, Judged>();
  const last = new Map<string, Asker>();
  const put = (key: string, judged: Judged): void => putRecent(seen, key, judged, rememberedMax);
  const findKnown = ({ id, secret }: TokenParts): Judged | undefined => {
    const one = known.get(id);
    if (one === undefined) return undefined;
    return isSecretOf(secret, one.secretHash) ? { kind: 'accepted', userId: one.userId } : refused;
  };
  return {
    judge: (token) => {
      const parts = parseToken(token);
      if (parts?.kind !== 'tps' && parts?.kind !== 'tpt') return 'refused';
      const key = hashSecret(token);
      const judged = seen.get(key) ?? findKnown(parts);
      if (judged === undefined) return 'unknown';
      put(key, judged);
      return judged.kind;
    },
    findPerson: (token) => {
      const judged = seen.get(hashSecret(token));
      return judged?.kind === 'accepted' ? judged.userId : undefined;
    },
    findLast: (token) => last.get(hashSecret(token)),
    noteMade: (token, userId) => put(hashSecret(token), { kind: 'accepted', userId }),
    note: (token, found) => {
      const key = hashSecret(token);
      if (found.ok) {
        putRecent(last, key, found.value, lastMax);
        return put(key, { kind: 'accepted', userId: found.value.userId });
      }
      last.delete(key);
      // One that has ended was somebody's, and is told how.
      if (found.failure.reason === null) put(key, refused);
    },
  };
}
