/* A thread of `hash-thread.ts`. */
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';

import { hashSync, verifySync } from '@node-rs/argon2';

import type { HashWork } from './hash-thread.ts';

/** Source: OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, two passes, one lane. */
const argon2 = {
  algorithm: 2, // argon2id; the package's enum is a const enum, which type stripping cannot take
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
};

/** A third of what others get, so that on a machine that is busy all the time a sign-in is slow and not stuck. */
const niceness = 5;

// Of this thread alone: elsewhere than on Linux it would be of the whole process.
if (process.platform === 'linux') setPriority(niceness);
const port = parentPort;
port?.on('message', (work: HashWork) => port.postMessage(carryOut(work)));

function carryOut(work: HashWork): string | boolean {
  return work.kind === 'hash' ? hashSync(work.password, argon2) : verifySync(work.hash, work.password);
}
