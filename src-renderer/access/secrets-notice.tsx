import { KeyRound } from 'lucide-react';

import { openSecretsDialog } from '../secrets/secret-store.ts';
import { Button } from '../ui/button.tsx';
import { useSecretsState } from './use-secrets-state.ts';

/** Says where signing in would not last, or cannot be kept before the vault is open; nothing where all is well. */
export function SecretsNotice() {
  const state = useSecretsState();
  if (state === undefined || state.kind === 'keychain') return null;
  if (state.kind === 'vault') {
    if (!state.isLocked) return null;
    return (
      <Notice
        text="The vault of this device is locked. What signs you in is kept there, so unlock it first."
        verb="Unlock the vault…"
      />
    );
  }
  return (
    <Notice
      text="This device has no keychain that Triptych can use: you will be asked for your password again at the next start. A vault keeps you signed in, under a passphrase of your own."
      verb="Make a vault…"
    />
  );
}

function Notice({ text, verb }: { readonly text: string; readonly verb: string }) {
  return (
    <aside className="access-notice" aria-label="Where secrets are kept">
      <KeyRound size={16} aria-hidden />
      <p>{text}</p>
      <Button aria-haspopup="dialog" onClick={openSecretsDialog}>
        {verb}
      </Button>
    </aside>
  );
}
