/*
 * Passwords: hashed slowly, judged before they are taken, and looked at for the same time whether or not there is such a
 * person. Hashing takes a core for ten milliseconds and 19 MB, so half of the cores at most are given to it: whoever is signed
 * in needs the others while somebody guesses.
 */
import { availableParallelism } from 'node:os';

import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary as commonDictionary } from '@zxcvbn-ts/language-common';
import { dictionary as englishDictionary } from '@zxcvbn-ts/language-en';

import { lengthWeakness } from '#shared/access/password-rules.ts';
import type { PasswordWeakness } from '#shared/access/password-rules.ts';

import { createHashThreads } from './hash-thread.ts';
import { createTurnstile } from '../rpc/turnstile.ts';

/** Each has a thread. */
const threadsMax = 8;
const atOnceMax = Math.min(threadsMax, Math.max(1, Math.floor(availableParallelism() / 2)));
/** At ten milliseconds each, the last of them waits for a second. */
const waitingMax = 200;

/** Nobody's: for whom there is no hash, this one is verified, so that the time tells nothing. */
const nobodysPassword = 'nobody has this password';

/** Of four: safely unguessable for who tries slowly, as sign-in lets nobody try fast. */
const scoreMin = 3;
/** Judging takes time that grows with the length; what is beyond makes a password only better. */
const judgedCharsMax = 100;

export type Passwords = {
  readonly hash: (password: string) => Promise<string>;
  /** `passwordHash` is null where there is no such person, or none with a password: false then too, and after the same time. */
  readonly verify: (passwordHash: string | null, password: string) => Promise<boolean>;
  /** `own`: what is known of the person, and so no good password. */
  readonly weakness: (password: string, own: readonly string[]) => PasswordWeakness | undefined;
};

export async function createPasswords(): Promise<Passwords> {
  const threads = createHashThreads();
  const turnstile = createTurnstile({ atOnceMax, waitingMax, waitingOfOneMax: waitingMax });
  const inTurn = async <T>(work: () => Promise<T>) => await turnstile('hashing', work);
  const nobodysHash = await inTurn(async () => await threads.hash(nobodysPassword));
  const judge = new ZxcvbnFactory({
    graphs: adjacencyGraphs,
    dictionary: { ...commonDictionary, ...englishDictionary },
  });
  return {
    hash: async (password) => await inTurn(async () => await threads.hash(password)),
    verify: async (passwordHash, password) => {
      const isRight = await inTurn(async () => await threads.verify(passwordHash ?? nobodysHash, password));
      return isRight && passwordHash !== null;
    },
    weakness: (password, own) => {
      const byLength = lengthWeakness(password);
      if (byLength !== undefined) return byLength;
      const parts = own.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]).filter((part) => part.length >= 3);
      const { score } = judge.check(password.slice(0, judgedCharsMax), parts);
      return score < scoreMin ? 'guessable' : undefined;
    },
  };
}
