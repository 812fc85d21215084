/* Asks the calls of the contract by their names, with samples for input, and tells what each was refused with. */
import type { SignedIn } from '#shared/access/me.ts';
import { assert } from '#shared/base/assert.ts';

import type { PeopleWorld } from './access/people-world.harness.ts';
import { contractCalls, sampleInput } from './contract-inputs.harness.ts';
import type { ContractCall, Input } from './contract-inputs.harness.ts';
import type { ServerClient } from './server-client.harness.ts';

/** A stream of events, which is asked by itself in the tests of it. */
const isStream = ({ name }: ContractCall): boolean => name === 'live.watch' || name === 'presence.watch';
export const asked = contractCalls.filter((call) => !isStream(call));
export const demanding = asked.filter(({ meta }) => meta.demand !== 'nobody');

export async function actingIn({ client }: PeopleWorld, tenantId: string): Promise<SignedIn> {
  return await client.access.actIn({ tenantId });
}

type Refused = { readonly kind: string };

export async function outcomesOf(
  calls: readonly ContractCall[],
  client: ServerClient,
  given: (call: ContractCall) => Input,
): Promise<readonly string[]> {
  const outcomes: string[] = [];
  for (const call of calls) {
    const outcome = await outcomeOf(call, client, sampleInput(call, given(call)));
    outcomes.push(`${call.name}: ${outcome?.kind ?? 'ok'}`);
  }
  return outcomes;
}

export async function failuresOf(calls: readonly ContractCall[], client: ServerClient) {
  const failures: [string, Refused | undefined][] = [];
  for (const call of calls) failures.push([call.name, await outcomeOf(call, client, sampleInput(call, {}))]);
  return failures;
}

/** What a call was refused with; undefined when it was answered. */
export async function outcomeOf(
  { name }: ContractCall,
  client: ServerClient,
  input: Input,
): Promise<Refused | undefined> {
  const [group = '', call = ''] = name.split('.');
  // By its name of the contract, which the client is made from.
  const ask = (client as unknown as { [group: string]: { [call: string]: (input: Input) => Promise<unknown> } })[
    group
  ]?.[call];
  assert(ask !== undefined, `The client has no ${name}.`);
  return await ask(input).then(
    () => undefined,
    (error: unknown) => refusalOf(error),
  );
}

/** A failure of the contract, or what HTTP itself refuses (too long an address, no such input). */
export function refusalOf(error: unknown): Refused {
  if (
    error instanceof Error &&
    'data' in error &&
    typeof error.data === 'object' &&
    error.data !== null &&
    'kind' in error.data
  )
    return error.data as Refused; // The contract's errors carry failures.
  return { kind: error instanceof Error && 'code' in error ? String(error.code) : String(error) };
}
