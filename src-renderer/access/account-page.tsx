import './access.css';
import '../ui/settings.css';

import { UserRound } from 'lucide-react';

import type { Me } from '#shared/access/me.ts';
import type { ConnectionState } from '#shared/access/connection-api.ts';

import { client } from '../rpc/client.ts';
import { openSecretsDialog } from '../secrets/secret-store.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Loading } from '../ui/loading.tsx';
import { goTo } from '../workspaces/paths.ts';
import { attempt } from '../workspaces/tell-failure.ts';
import { connectAgainPath, connectPath } from './access-paths.ts';
import { AccountsSection } from './accounts-section.tsx';
import { detailsOf } from './connection-texts.ts';
import { DevicesSection } from './devices-section.tsx';
import { FactorSection } from './factor-section.tsx';
import { PasswordSection } from './password-section.tsx';
import { PreferencesSection } from './preferences-section.tsx';
import { ProfileSection } from './profile-section.tsx';
import { SecretsNotice } from './secrets-notice.tsx';
import { SessionsSection } from './sessions-section.tsx';
import { SignOutDialog } from './sign-out-dialog.tsx';
import { TokensSection } from './tokens-section.tsx';
import { useConnection } from './use-connection.ts';

/** The account that is open: who one is at its server, and the way in and out. */
export function AccountPage() {
  const connection = useConnection();
  return (
    <main className="settings" aria-label="Account">
      <h1>Account</h1>
      {connection === undefined ? <Loading label="Loading the account" /> : <Sections connection={connection} />}
    </main>
  );
}

function Sections({ connection }: { readonly connection: ConnectionState }) {
  return (
    <>
      {connection.kind === 'none' ? <PersonalSection /> : null}
      {connection.kind === 'connected' ? <ServerSections me={connection.me} /> : null}
      {connection.kind === 'none' || connection.kind === 'connected' ? null : <AwaySection state={connection} />}
      {connection.kind === 'none' ? null : <SecretsNotice />}
      <AccountsSection />
      <SignOutDialog connection={connection} />
    </>
  );
}

/** What an account of a server is for, to who has none open. */
function PersonalSection() {
  return (
    <EmptyState
      icon={UserRound}
      title="You work on this device only"
      isCompact
      actions={
        <Button look="primary" onClick={() => goTo(connectPath)}>
          Connect to a server…
        </Button>
      }
    >
      <p>
        Your personal account needs no server: everything in it lies on this device, and nobody else sees it. With an
        account at the server of your organisation you work in its workspaces together with others, on several devices.
        Both can be on this device, each with its own data.
      </p>
    </EmptyState>
  );
}

type AwayState = Exclude<ConnectionState, { readonly kind: 'none' | 'connected' }>;

const awayTitles: { readonly [kind in AwayState['kind']]: string } = {
  connecting: 'Connecting',
  unreachable: 'The server cannot be reached',
  'other-version': 'The server has another version',
  'signed-out': 'You are signed out',
  locked: 'What signs you in is locked',
};

function AwaySection({ state }: { readonly state: AwayState }) {
  return (
    <section className="settings-section" aria-labelledby="account-away">
      <div className="settings-head">
        <h2 id="account-away">{awayTitles[state.kind]}</h2>
        <AwayButton state={state} />
      </div>
      <p className="settings-text">{detailsOf(state).join(' ')}</p>
    </section>
  );
}

function AwayButton({ state }: { readonly state: AwayState }) {
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

function ServerSections({ me }: { readonly me: Me }) {
  // Who acts in a tenant that is not their own has neither profile nor password there.
  const isAtHome = me.homeTenantId === null;
  return (
    <>
      {isAtHome ? (
        <>
          <ProfileSection key={me.user.id} me={me} />
          <PasswordSection />
          <FactorSection key={`factor ${me.user.id}`} me={me} />
        </>
      ) : (
        <p className="settings-text">
          You act in {me.tenant.name} as an administrator of the server. What you do here is in its audit.
        </p>
      )}
      <SessionsSection key={me.sessionId} />
      {isAtHome ? (
        <>
          <DevicesSection />
          <TokensSection me={me} />
          <PreferencesSection />
        </>
      ) : null}
    </>
  );
}
