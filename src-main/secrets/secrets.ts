/*
 * What nobody may read, such as the token of a session: in the system's keychain; where that is locked or missing, in a vault
 * file if the person has made one; else in memory, and so until the program ends.
 *
 *     a vault is there ──▶ vault (locked until its passphrase is given)
 *     else a keychain that answers ──▶ keychain
 *     else ──▶ memory
 *
 * A vault comes first since somebody chose it: else a keychain that can be reached on some days only would hide what is in it.
 */
import type { RandomBytes } from '#shared/base/id.ts';
import type { Clock } from '#shared/base/instant.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { passphraseCharsMin } from '#shared/secrets/secret-api.ts';
import type { SecretFailure, SecretsState } from '#shared/secrets/secret-api.ts';

import { setAside } from '../store/set-aside.ts';
import type { DiskFailure } from '../store/write-whole.ts';
import type { Keychain, KeychainTrouble } from './keychain.ts';
import { changePassphrase, checkVault, createVault, isVaultThere, removeFromVault, unlockVault } from './vault.ts';
import type { OpenVault } from './vault.ts';

type Failure = SecretFailure | DiskFailure;
type Answer<T> = Promise<Result<T, Failure>>;

export type Secrets = {
  /** Looks anew for a keychain where none answered before. */
  readonly state: () => Promise<SecretsState>;
  /** Undefined where there is none of that name. Fails with `secrets-locked` where that cannot be told. */
  readonly get: (name: string) => Answer<string | undefined>;
  readonly set: (name: string, value: string) => Answer<undefined>;
  readonly remove: (name: string) => Answer<undefined>;
  readonly unlock: (passphrase: string) => Answer<SecretsState>;
  readonly createVault: (passphrase: string) => Answer<SecretsState>;
  readonly changePassphrase: (passphrase: string, nextPassphrase: string) => Answer<SecretsState>;
  /** Calls when a vault has been opened or made: what could not be read before can be now. Returns what stops it. */
  readonly subscribe: (onOpened: () => void) => () => void;
};

export type SecretsOptions = {
  readonly vaultFile: string;
  /** Of this system; tests that are about something else say that there is none. */
  readonly openKeychain: () => Promise<Result<Keychain, KeychainTrouble>>;
  readonly clock: Clock;
  readonly random: RandomBytes;
};

type Place =
  | { readonly kind: 'vault'; readonly vault: OpenVault }
  | { readonly kind: 'locked-vault' }
  | { readonly kind: 'keychain'; readonly keychain: Keychain }
  | { readonly kind: 'memory'; readonly trouble: KeychainTrouble; readonly damagedVault: string | null };

export function openSecrets(options: SecretsOptions): Secrets {
  const listeners = new Set<() => void>();
  const secrets = openPlaces(options, () => {
    for (const listener of listeners) listener();
  });
  return {
    ...secrets,
    subscribe: (onOpened) => {
      listeners.add(onOpened);
      return () => void listeners.delete(onOpened);
    },
  };
}

function openPlaces(options: SecretsOptions, onOpened: () => void): Omit<Secrets, 'subscribe'> {
  const { vaultFile, clock, random } = options;
  const vaultPlace = { file: vaultFile, random };
  const inMemory = new Map<string, string>();
  let place: Place | undefined;
  let last: Promise<unknown> = Promise.resolve();

  /** One after the other: the place may change with each. */
  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work);
    last = turn.catch(() => undefined); // Whoever asked gets the error; the next one has its turn nevertheless.
    return await turn;
  }

  async function look(): Promise<Place> {
    if (place?.kind === 'vault') return place;
    place = await findPlace(options);
    if (place.kind === 'keychain') await moveInto(place.keychain.set, inMemory);
    return place;
  }

  async function enter(vault: OpenVault): Promise<SecretsState> {
    place = { kind: 'vault', vault };
    await moveInto(vault.set, inMemory);
    onOpened();
    return stateOf(place);
  }

  return {
    state: async () => await inTurn(async () => stateOf(await look())),
    get: async (name) => await inTurn(async () => await getFrom(place ?? (await look()), inMemory, name)),
    set: async (name, value) => await inTurn(async () => await setIn(place ?? (await look()), inMemory, name, value)),
    remove: async (name) =>
      await inTurn(async () => {
        inMemory.delete(name);
        return await removeFrom(place ?? (await look()), vaultFile, name);
      }),
    unlock: async (passphrase) =>
      await inTurn(async () => {
        if (!isVaultThere(vaultFile)) return fail({ kind: 'vault-missing' });
        const opened = await unlockVault(vaultPlace, passphrase);
        return opened.ok ? ok(await enter(opened.value)) : opened;
      }),
    createVault: async (passphrase) =>
      await inTurn(async () => {
        const now = await look();
        if (now.kind === 'keychain') return fail({ kind: 'keychain-usable' });
        if (now.kind !== 'memory') return fail({ kind: 'vault-present' });
        const fit = checkPassphrase(passphrase);
        if (!fit.ok) return fit;
        if (now.damagedVault !== null) setAside(vaultFile, clock.nowMs());
        const created = await createVault(vaultPlace, passphrase);
        return created.ok ? ok(await enter(created.value)) : created;
      }),
    changePassphrase: async (passphrase, nextPassphrase) =>
      await inTurn(async () => {
        if (!isVaultThere(vaultFile)) return fail({ kind: 'vault-missing' });
        const fit = checkPassphrase(nextPassphrase);
        if (!fit.ok) return fit;
        const changed = await changePassphrase(vaultPlace, passphrase, nextPassphrase);
        return changed.ok ? ok(await enter(changed.value)) : changed;
      }),
  };
}

type SetSecret = (name: string, value: string) => Promise<Result<undefined, unknown>> | Result<undefined, unknown>;

/** What is only in memory goes to a place that keeps it, as far as that takes it. */
async function moveInto(set: SetSecret, inMemory: Map<string, string>): Promise<void> {
  for (const [name, value] of inMemory) if ((await set(name, value)).ok) inMemory.delete(name);
}

async function findPlace({ vaultFile, openKeychain }: SecretsOptions): Promise<Place> {
  const isDamaged = isVaultThere(vaultFile) && !checkVault(vaultFile).ok;
  if (isVaultThere(vaultFile) && !isDamaged) return { kind: 'locked-vault' };
  const opened = await openKeychain();
  if (opened.ok) return { kind: 'keychain', keychain: opened.value };
  return { kind: 'memory', trouble: opened.failure, damagedVault: isDamaged ? vaultFile : null };
}

function stateOf(place: Place): SecretsState {
  switch (place.kind) {
    case 'keychain':
      return { kind: 'keychain' };
    case 'vault':
    case 'locked-vault':
      return { kind: 'vault', isLocked: place.kind === 'locked-vault' };
    case 'memory':
      return { kind: 'memory', keychain: place.trouble, damagedVault: place.damagedVault };
  }
}

async function getFrom(place: Place, inMemory: ReadonlyMap<string, string>, name: string): Answer<string | undefined> {
  const remembered = inMemory.get(name);
  if (remembered !== undefined) return ok(remembered);
  switch (place.kind) {
    case 'vault':
      return place.vault.get(name);
    case 'locked-vault':
      return fail({ kind: 'secrets-locked', place: 'vault' });
    case 'keychain': {
      const found = await place.keychain.get(name);
      return found.ok ? found : fail({ kind: 'secrets-locked', place: 'keychain' });
    }
    case 'memory':
      // What is not remembered may lie where it cannot be seen.
      if (place.damagedVault !== null) return fail({ kind: 'vault-damaged', file: place.damagedVault });
      return place.trouble === 'locked' ? fail({ kind: 'secrets-locked', place: 'keychain' }) : ok(undefined);
  }
}

async function setIn(place: Place, inMemory: Map<string, string>, name: string, value: string): Answer<undefined> {
  switch (place.kind) {
    case 'vault':
      return place.vault.set(name, value);
    case 'locked-vault':
      return fail({ kind: 'secrets-locked', place: 'vault' });
    case 'keychain': {
      const kept = await place.keychain.set(name, value);
      return kept.ok ? kept : fail({ kind: 'secrets-locked', place: 'keychain' });
    }
    case 'memory':
      inMemory.set(name, value);
      return ok(undefined);
  }
}

async function removeFrom(place: Place, vaultFile: string, name: string): Answer<undefined> {
  if (place.kind === 'memory') return ok(undefined);
  if (place.kind !== 'keychain') return removeFromVault(vaultFile, name);
  const removed = await place.keychain.remove(name);
  return removed.ok ? removed : fail({ kind: 'secrets-locked', place: 'keychain' });
}

function checkPassphrase(passphrase: string): Result<undefined, SecretFailure> {
  if (passphrase.length >= passphraseCharsMin) return ok(undefined);
  return fail({ kind: 'passphrase-too-short', charsMin: passphraseCharsMin });
}
