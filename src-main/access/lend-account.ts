/*
 * The file of `personal` in the hands of the account of a server that is open. A file is open once: whoever has it here gives it
 * back before `personal` is opened itself, and while another account is being opened nobody gets it.
 */
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';

import type { BlobFolder } from '../store/blob-folder.ts';
import type { Store } from '../store/store.ts';
import { storeFailureText } from '../store/store-failure.ts';
import type { StoreFailure } from '../store/store-failure.ts';

export type LentAccount = {
  readonly store: Store;
  readonly blobs: BlobFolder;
  readonly filesFolderOf: (workspaceId: string) => string;
};

export type LendFailure =
  | { readonly kind: 'account-switching' }
  | { readonly kind: 'personal-unreadable'; readonly reason: string };

/** Opens it, lets the work have it, and closes it. Undefined is lent where there has never been a personal account. */
export type LendPersonal = <T>(
  work: (lent: LentAccount | undefined, signal: AbortSignal) => Promise<T>,
) => Promise<Result<T, LendFailure>>;

export type Lending = {
  readonly lend: LendPersonal;
  /** Resolves when nobody has it any more; the signal tells who has it to come to an end. */
  readonly takeBack: () => Promise<void>;
};

export type LendingDeps = {
  readonly openPersonal: () => Promise<Result<LentAccount | undefined, StoreFailure>>;
  /** Resolves when what was open before is closed. */
  readonly settled: () => Promise<void>;
  /** Whether the file may be opened: not while it is open itself, or is about to be. */
  readonly mayLend: () => boolean;
};

export function createLending({ openPersonal, settled, mayLend }: LendingDeps): Lending {
  let present: { readonly abort: AbortController; readonly done: Promise<unknown> } | undefined;

  async function workWith<T>(
    work: (lent: LentAccount | undefined, signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<Result<T, LendFailure>> {
    const opened = await openPersonal();
    if (!opened.ok) return fail({ kind: 'personal-unreadable', reason: storeFailureText(opened.failure) });
    try {
      return ok(await work(opened.value, signal));
    } finally {
      opened.value?.store.close();
    }
  }

  return {
    lend: async (work) => {
      await settled();
      // oxlint-disable-next-line no-await-in-loop, no-unmodified-loop-condition -- One after another; each ends its own.
      while (present !== undefined) await present.done.catch(() => undefined);
      if (!mayLend()) return fail({ kind: 'account-switching' });
      const abort = new AbortController();
      const done = workWith(work, abort.signal);
      present = { abort, done };
      try {
        return await done;
      } finally {
        present = undefined;
      }
    },
    takeBack: async () => {
      present?.abort.abort();
      await present?.done.catch(() => undefined);
    },
  };
}
