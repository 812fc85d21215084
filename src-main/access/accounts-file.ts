/*
 * `accounts.json`: which accounts this device has and which of them opens next. It holds no secret and nothing that cannot be had
 * again by signing in; so where it is damaged it is set aside, and the personal account opens.
 */
import { readFileSync } from 'node:fs';

import { z } from 'zod';

import { personalAccountId } from '#shared/base/account-id.ts';
import type { Clock } from '#shared/base/instant.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { serverAccountSchema } from '#shared/access/account-api.ts';
import type { AccountFailure } from '#shared/access/account-api.ts';

import { setAside } from '../store/set-aside.ts';
import { writeWhole } from '../store/write-whole.ts';
import type { DiskFailure } from '../store/write-whole.ts';

/** Nobody is in so many tenants; a file that says so is not ours. */
export const accountsMax = 100;

const contentSchema = z
  .object({
    version: z.literal(1),
    currentId: z.string(),
    accounts: z.array(serverAccountSchema).max(accountsMax),
    /** Accounts whose copy is to be deleted and may still be there: a program that was ended in between goes on with it. */
    removingIds: z.array(z.uuid()).max(accountsMax),
  })
  .refine(({ accounts }) => new Set(accounts.map(({ id }) => id)).size === accounts.length);
export type AccountsContent = Omit<z.infer<typeof contentSchema>, 'version'>;

const newerSchema = z.object({ version: z.number().int().min(2) });

type TooNew = Extract<AccountFailure, { readonly kind: 'accounts-too-new' }>;

export type AccountsFile = {
  readonly read: () => AccountsContent;
  /** Changes the list in memory and in the file, or, where it fails, in neither. */
  readonly change: (change: (before: AccountsContent) => AccountsContent) => Result<undefined, DiskFailure | TooNew>;
  /** What to tell about the file, where it was not as it should be. */
  readonly notice: string | null;
};

const empty: AccountsContent = { currentId: personalAccountId, accounts: [], removingIds: [] };

export function openAccountsFile(file: string, clock: Clock): AccountsFile {
  const found = findAccounts(file);
  let content = found.content;
  return {
    read: () => content,
    change(change) {
      if (found.state === 'too-new') return fail({ kind: 'accounts-too-new', file });
      const next = change(content);
      const written = writeWhole(file, `${JSON.stringify({ version: 1, ...next }, null, 2)}\n`);
      if (written.ok) content = next;
      return written;
    },
    notice: noticeOf(found.state, file, clock),
  };
}

/** What the file says, without touching it; where it cannot be read, that only `personal` is there. */
export function readAccounts(file: string): AccountsContent {
  return findAccounts(file).content;
}

type Found = { readonly content: AccountsContent; readonly state: 'good' | 'damaged' | 'too-new' };

function findAccounts(file: string): Found {
  const text = readText(file);
  if (text.ok && text.value === undefined) return { content: empty, state: 'good' };
  const json = text.ok ? readJson(text.value ?? '') : undefined;
  const parsed = contentSchema.safeParse(json);
  if (!parsed.success) return { content: empty, state: newerSchema.safeParse(json).success ? 'too-new' : 'damaged' };
  const { currentId, accounts, removingIds } = parsed.data;
  const isKnown = accounts.some(({ id }) => id === currentId);
  return { content: { currentId: isKnown ? currentId : personalAccountId, accounts, removingIds }, state: 'good' };
}

function noticeOf(state: Found['state'], file: string, clock: Clock): string | null {
  if (state === 'good') return null;
  if (state === 'too-new')
    return `${file} was written by a newer Triptych and was left as it is. The personal account is open; install the newer Triptych for the others.`;
  const again =
    'The personal account is open. Connect to your servers again; what you have of them on this device is found then.';
  try {
    return `The list of accounts could not be read and was set aside as ${setAside(file, clock.nowMs())}. ${again}`;
  } catch {
    return `The list of accounts at ${file} could not be read, nor moved away. ${again}`;
  }
}

function readText(file: string): Result<string | undefined, 'unreadable'> {
  try {
    return ok(readFileSync(file, 'utf8'));
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return isMissing ? ok(undefined) : fail('unreadable');
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
