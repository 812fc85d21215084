import { z } from 'zod';

import { call, noFailures } from '../rpc/contract.ts';

/**
 * Where this device keeps what nobody may read, such as the token of a session at a server.
 *
 * `keychain`: the system's own. `vault`: a file that a passphrase opens. `memory`: nowhere, so that it is gone with the program;
 * `keychain` then says why the system's is not used. A damaged vault stays, and is set aside when another one is made.
 */
export const secretsStateSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('keychain') }),
  z.object({ kind: z.literal('vault'), isLocked: z.boolean() }),
  z.object({
    kind: z.literal('memory'),
    keychain: z.enum(['absent', 'locked']),
    /** The path of a vault that cannot be read. */
    damagedVault: z.string().nullable(),
  }),
]);
export type SecretsState = z.infer<typeof secretsStateSchema>;

export const passphraseCharsMin = 12;
/** Beyond it nobody types; it is a bound for what is hashed. */
export const passphraseCharsMax = 1024;

export const secretFailureSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('secrets-locked'), place: z.enum(['keychain', 'vault']) }),
  z.object({ kind: z.literal('passphrase-wrong') }),
  z.object({ kind: z.literal('passphrase-too-short'), charsMin: z.number() }),
  z.object({ kind: z.literal('vault-damaged'), file: z.string() }),
  z.object({ kind: z.literal('vault-present') }),
  z.object({ kind: z.literal('vault-missing') }),
  z.object({ kind: z.literal('keychain-usable') }),
]);
export type SecretFailure = z.infer<typeof secretFailureSchema>;

// Not held to its least length: what is too short is answered with a sentence, or is a wrong one like any other.
const passphrase = z.string().max(passphraseCharsMax);

export const secretApi = {
  /** Looks anew: a keychain may have been unlocked meanwhile. */
  state: call(noFailures).output(secretsStateSchema),
  unlock: call(secretFailureSchema).input(z.object({ passphrase })).output(secretsStateSchema),
  /** What was only in memory is in the vault from then on. */
  createVault: call(secretFailureSchema).input(z.object({ passphrase })).output(secretsStateSchema),
  changePassphrase: call(secretFailureSchema)
    .input(z.object({ passphrase, nextPassphrase: passphrase }))
    .output(secretsStateSchema),
};
