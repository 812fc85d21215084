import './access.css';
import '../ui/settings.css';

import { UserRound } from 'lucide-react';

import type { Me } from '#shared/access/me.ts';
import type { ConnectionState } from '#shared/access/connection-api.ts';

import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Loading } from '../ui/loading.tsx';
import { goTo } from '../workspaces/paths.ts';
import { connectPath } from './access-paths.ts';
import { AccountsSection } from './accounts-section.tsx';
import { AwayButton } from './away-button.tsx';
import { awayTitle, detailsOf } from './connection-texts.ts';
import type { AwayState } from './connection-texts.ts';
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
      {connection.kind === 'connected' && connection.me.tenant.status === 'suspended' ? (
        <SuspendedSection state={connection} />
      ) : null}
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

function AwaySection({ state }: { readonly state: AwayState }) {
  return (
    <section className="settings-section" aria-labelledby="account-away">
      <div className="settings-head">
        <h2 id="account-away">{awayTitle(state)}</h2>
        <AwayButton state={state} />
      </div>
      <p className="settings-text">{detailsOf(state).join(' ')}</p>
    </section>
  );
}

function SuspendedSection({ state }: { readonly state: Extract<ConnectionState, { readonly kind: 'connected' }> }) {
  return (
    <section className="settings-section" aria-labelledby="account-suspended">
      <h2 id="account-suspended">Your organisation is suspended</h2>
      <p className="settings-text">{detailsOf(state).join(' ')}</p>
    </section>
  );
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
