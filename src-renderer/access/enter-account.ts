import { ConnectionLostError } from '../rpc/connect.ts';
import { beginAnew, tellLeaving } from './other-account.ts';

/** Carries a way in out: what was typed elsewhere is told first, and when the account is open, the page begins anew in it. */
export async function enterAccount(way: () => Promise<{ readonly kind: string }>): Promise<void> {
  tellLeaving();
  try {
    const { kind } = await way();
    if (kind === 'signed-in') beginAnew();
  } catch (error) {
    // The answer was cut off by what it was to tell: who connects again sees which account is open.
    if (!(error instanceof ConnectionLostError)) throw error;
  }
}
