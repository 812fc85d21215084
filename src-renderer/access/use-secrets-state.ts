import { useEffect, useState } from 'react';

import type { SecretsState } from '#shared/secrets/secret-api.ts';

import { client } from '../rpc/client.ts';
import { useIsSecretsDialogOpen } from '../secrets/secret-store.ts';

/** Where this device keeps what is secret, looked at anew after the dialog about it; undefined until that is known. */
export function useSecretsState(): SecretsState | undefined {
  const [state, setState] = useState<SecretsState | undefined>(undefined);
  const isDialogOpen = useIsSecretsDialogOpen();
  useEffect(() => {
    if (isDialogOpen) return undefined;
    let isGone = false;
    client.secrets.state().then(
      (found) => {
        if (!isGone) setState(found);
      },
      // Without an answer nothing is said of it; the banner says that the program is not there.
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, [isDialogOpen]);
  return state;
}
