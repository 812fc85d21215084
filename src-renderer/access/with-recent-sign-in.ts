import { failureOf } from '../rpc/client.ts';
import { askToSignInAgain } from './account-store.ts';

/**
 * Asks the server for what it does only for who has shown within the last minutes that it is them: where that was longer ago, a
 * dialog asks for it, and then the server is asked once more. Who gives the dialog up is told what the server has said.
 */
export async function withRecentSignIn<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (failureOf(error)?.kind !== 'sign-in-outdated' || !(await askToSignInAgain())) throw error;
    return await ask();
  }
}
