import { client } from '../rpc/client.ts';
import { openSecretsDialog } from '../secrets/secret-store.ts';
import { Button } from '../ui/button.tsx';
import { goTo } from '../workspaces/paths.ts';
import { attempt } from '../workspaces/tell-failure.ts';
import { connectAgainPath } from './access-paths.ts';
import type { AwayState } from './connection-texts.ts';

/** What brings the connection back, as far as the person can. */
export function AwayButton({ state }: { readonly state: AwayState }) {
  if (state.kind === 'signed-out') {
    return (
      <Button look="primary" onClick={() => goTo(connectAgainPath)}>
        Sign in again
      </Button>
    );
  }
  if (state.kind === 'locked' && state.place === 'vault') {
    return (
      <Button look="primary" aria-haspopup="dialog" onClick={openSecretsDialog}>
        Unlock the vault…
      </Button>
    );
  }
  return <Button onClick={() => void attempt(client.connections.tryNow())}>Try now</Button>;
}
