import { ok } from '#shared/base/result.ts';
import type { secretApi } from '#shared/secrets/secret-api.ts';

import type { HandlersOf } from '../rpc/handlers.ts';
import type { Secrets } from './secrets.ts';

/** They belong to the device and not to a tenant, so no permission is asked: whoever has the window may. */
export function createSecretHandlers(secrets: Secrets): HandlersOf<typeof secretApi> {
  return {
    state: async () => ok(await secrets.state()),
    unlock: async ({ passphrase }) => await secrets.unlock(passphrase),
    createVault: async ({ passphrase }) => await secrets.createVault(passphrase),
    changePassphrase: async ({ passphrase, nextPassphrase }) =>
      await secrets.changePassphrase(passphrase, nextPassphrase),
  };
}
