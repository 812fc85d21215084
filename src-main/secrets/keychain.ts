/*
 * The system's keychain: of macOS, of Windows, and on Linux the Secret Service (GNOME's keyring, KWallet, KeePassXC). Pinned to
 * that one, since the package would otherwise fall back to the kernel's keyring, which forgets at the next start.
 *
 * A keychain that is locked or not there can look like an empty one. So before it is trusted an entry of no meaning is read and,
 * where there is none, written and read back: only a keychain that gives it is one.
 */
import type { AsyncEntry } from 'keytar';

import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';

/** `absent`: there is none that can be reached. `locked`: it is there and does not open, or was never set up. */
export type KeychainTrouble = 'absent' | 'locked';

/** A call fails where the keychain has been locked, or is gone, since it was opened. */
export type Keychain = {
  readonly get: (name: string) => Promise<Result<string | undefined, KeychainTrouble>>;
  readonly set: (name: string, value: string) => Promise<Result<undefined, KeychainTrouble>>;
  readonly remove: (name: string) => Promise<Result<undefined, KeychainTrouble>>;
};

export type KeychainOptions = {
  /** Entries of two data folders are not one another's. */
  readonly dataFolder: string;
  readonly log: (sentence: string) => void;
};

/** A person who is asked by their system for a password types it within this time, or is not there. */
const answerMsMax = 120_000;

const canaryName = 'canary';
const canaryValue = 'Triptych';

export async function openKeychain(options: KeychainOptions): Promise<Result<Keychain, KeychainTrouble>> {
  const keychain = keychainOf(options);
  const read = await keychain.get(canaryName);
  if (!read.ok) return read;
  if (read.value === canaryValue) return ok(keychain);
  const written = await keychain.set(canaryName, canaryValue);
  if (!written.ok) return written;
  const again = await keychain.get(canaryName);
  return again.ok && again.value === canaryValue ? ok(keychain) : fail('locked');
}

function keychainOf({ dataFolder, log }: KeychainOptions): Keychain {
  const service = `Triptych ${dataFolder}`;

  async function carryOut<T>(
    name: string,
    work: (entry: AsyncEntry, signal: AbortSignal) => Promise<T>,
  ): Promise<Result<T, KeychainTrouble>> {
    const entry = await openEntry(service, name, log);
    if (entry === undefined) return fail('absent');
    try {
      return ok(await work(entry, AbortSignal.timeout(answerMsMax)));
    } catch (error) {
      // Never with the name or the value: the log is a file like any other.
      log(`The system's keychain did not answer: ${messageOf(error)}.`);
      return fail('locked');
    }
  }

  async function read(name: string): Promise<Result<string | undefined, KeychainTrouble>> {
    return await carryOut(name, async (entry, signal) => (await entry.getPassword(signal)) ?? undefined);
  }

  return {
    async get(name) {
      const found = await read(name);
      if (!found.ok || found.value !== undefined || name === canaryName) return found;
      // Nothing under that name, or nothing at all because it has been locked meanwhile?
      const canary = await read(canaryName);
      return canary.ok && canary.value === undefined ? fail('locked') : canary.ok ? found : canary;
    },
    set: async (name, value) =>
      await carryOut(name, async (entry, signal) => {
        await entry.setPassword(value, signal);
        return undefined;
      }),
    remove: async (name) =>
      await carryOut(name, async (entry, signal) => {
        await entry.deleteCredential(signal);
        return undefined;
      }),
  };
}

// The package has a binary for twelve systems; on any other there is no keychain, and the rest of the program goes on.
async function openEntry(service: string, name: string, log: KeychainOptions['log']): Promise<AsyncEntry | undefined> {
  try {
    const { AsyncEntry: Entry } = await import('keytar');
    return new Entry(service, name, { linux: { store: 'secret-service' } });
  } catch (error) {
    log(`There is no keychain of the system: ${messageOf(error)}.`);
    return undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
