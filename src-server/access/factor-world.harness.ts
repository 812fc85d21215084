/* People with second factors: the telephone of each, its clock, and the two steps of their sign-ins. */
import { expect } from 'vitest';

import type { HalfSignedIn } from '#shared/access/factor-server-api.ts';
import { assert } from '#shared/base/assert.ts';

import { testDevice, testPassword } from '../server-client.harness.ts';
import type { ServerClient } from '../server-client.harness.ts';
import { showCode, showWrongCode } from './authenticator.harness.ts';
import { addPerson } from './people-world.harness.ts';
import type { PeopleWorld, Person } from './people-world.harness.ts';

export const minuteMs = 60_000;
export const refused = (reason: string) => ({ kind: 'code-refused', reason });

/** A telephone, and the clock of the server beside it. */
function setupTime({ server }: PeopleWorld) {
  let aheadMs = 0;
  return {
    pass: (ms: number): void => {
      server.passMs(ms);
      aheadMs += ms;
    },
    code: (secret: string, offMs = 0): string => showCode(secret, Date.now() + aheadMs + offMs),
    wrongCode: (secret: string): string => showWrongCode(secret, Date.now() + aheadMs),
    back: (): void => server.passMs(-aheadMs),
  };
}
type Time = ReturnType<typeof setupTime>;

/** Each code is good once: the next one comes with the next step. */
export const step = 30_000;

export async function setUp(client: ServerClient, time: Time) {
  const { secret } = await client.secondFactor.begin({});
  const { recoveryCodes } = await client.secondFactor.confirm({ code: time.code(secret) });
  time.pass(step);
  return { secret, recoveryCodes };
}

export async function begin(
  { server }: PeopleWorld,
  email: string,
  password = testPassword,
): Promise<HalfSignedIn & { readonly given: { readonly id: string; readonly secret: string } }> {
  const answer = await server.client().access.signIn({ email, password, device: testDevice });
  assert(answer.kind === 'code-needed' || answer.kind === 'factor-needed', `It was ${answer.kind}.`);
  return { ...answer, given: { id: answer.id, secret: answer.secret } };
}

export async function withTime(world: PeopleWorld, work: (time: Time) => Promise<void>): Promise<void> {
  const time = setupTime(world);
  try {
    await work(time);
  } finally {
    time.back();
  }
}

let people = 0;
export async function newPerson(world: PeopleWorld, roleIds = ['viewer']): Promise<Person> {
  people += 1;
  return await addPerson(world, `factor-${String(people)}@example.org`, roleIds);
}

type Given = { readonly id: string; readonly secret: string };

/** Finishes a half-done sign-in on the machine that has begun it. */
export async function giveCode({ server }: PeopleWorld, given: Given, code: string) {
  return await server.client().access.giveCode({ ...given, code, device: testDevice });
}

export async function signInWith(world: PeopleWorld, email: string, code: string) {
  const { given } = await begin(world, email);
  return await giveCode(world, given, code);
}

/** Resolves when the person has a mail that says so. */
export async function mailed({ mails }: PeopleWorld, email: string, words: string): Promise<void> {
  await expect
    .poll(() => mails.received.some(({ text, recipients }) => recipients[0] === email && text.includes(words)))
    .toBe(true);
}
