import './access.css';

import { useState } from 'react';

import type { ConnectionState } from '#shared/access/connection-api.ts';

import { Loading } from '../ui/loading.tsx';
import { goTo } from '../workspaces/paths.ts';
import { AccessCard } from './access-card.tsx';
import { AddressForm } from './address-form.tsx';
import { CodeForm } from './code-form.tsx';
import { stepFor } from './connect-step.ts';
import type { ConnectStep, FoundServer } from './connect-step.ts';
import { FactorForm } from './factor-form.tsx';
import { ForgottenForm } from './forgotten-form.tsx';
import { InvitationForm } from './invitation-form.tsx';
import { ResetForm } from './reset-form.tsx';
import { SecretsNotice } from './secrets-notice.tsx';
import { SetUpForm } from './set-up-form.tsx';
import { SignInForm } from './sign-in-form.tsx';
import { useConnection } from './use-connection.ts';
import { useForm } from './use-form.ts';

export type ConnectPageProps = {
  /** To the server of the account that is open, whose session has ended. */
  readonly isAgain: boolean;
};

/** Connecting this device to a server: its address or a link, and then what is to be done there. */
export function ConnectPage({ isAgain }: ConnectPageProps) {
  const connection = useConnection();
  return (
    <main className="access-page" aria-label="Connect to a server">
      {isAgain && connection === undefined ? (
        <Loading label="Looking for your account" />
      ) : (
        <Steps known={isAgain ? knownPlace(connection) : null} />
      )}
    </main>
  );
}

type KnownPlace = { readonly address: string; readonly email: string };

function knownPlace(connection: ConnectionState | undefined): KnownPlace | null {
  if (connection === undefined || connection.kind === 'none') return null;
  return { address: connection.address, email: connection.kind === 'signed-out' ? connection.email : '' };
}

function Steps({ known }: { readonly known: KnownPlace | null }) {
  const [step, setStep] = useState<ConnectStep>({
    kind: 'address',
    typed: known?.address ?? '',
    isKnown: known !== null,
  });
  const toAddress = (server?: FoundServer): void =>
    setStep({ kind: 'address', typed: server?.address ?? '', isKnown: false });
  const signIn = (server: FoundServer, email: string, note: string | null = null): void =>
    setStep({ kind: 'sign-in', server, email, note });
  return (
    <>
      {step.kind === 'address' ? (
        <AddressForm
          key={step.typed}
          typed={step.typed}
          startsAtOnce={step.isKnown}
          onFound={(server) => setStep(stepFor(server, server.address === known?.address ? known.email : ''))}
          onCancel={() => goTo('/')}
        />
      ) : (
        <LaterStep step={step} onStep={setStep} toAddress={toAddress} signIn={signIn} />
      )}
      {step.kind === 'address' || step.kind === 'not-set-up' || step.kind === 'forgotten' ? null : <SecretsNotice />}
    </>
  );
}

type LaterStepProps = {
  readonly step: Exclude<ConnectStep, { readonly kind: 'address' }>;
  readonly onStep: (step: ConnectStep) => void;
  readonly toAddress: (server?: FoundServer) => void;
  readonly signIn: (server: FoundServer, email: string, note?: string | null) => void;
};

function LaterStep({ step, onStep, toAddress, signIn }: LaterStepProps) {
  const { server } = step;
  const onBack = (): void => toAddress(server);
  switch (step.kind) {
    case 'not-set-up':
      return <NotSetUp server={server} onBack={onBack} />;
    case 'sign-in':
      return (
        <SignInForm
          server={server}
          email={step.email}
          note={step.note}
          onForgotten={(email) => onStep({ kind: 'forgotten', server, email })}
          onHalf={(half) => onStep({ ...half, server })}
          onBack={onBack}
        />
      );
    case 'code-needed':
      return <CodeForm step={step} onBack={() => signIn(server, step.email)} />;
    case 'factor-needed':
      return <FactorForm step={step} onBack={() => signIn(server, step.email)} />;
    case 'forgotten':
      return (
        <ForgottenForm
          server={server}
          email={step.email}
          onLink={() => toAddress()}
          onBack={(email) => signIn(server, email)}
        />
      );
    case 'set-up':
      return <SetUpForm server={server} link={step.link} onBack={onBack} />;
    case 'invite':
      return (
        <InvitationForm
          server={server}
          link={step.link}
          onHalf={(half) => onStep({ ...half, server })}
          onBack={onBack}
        />
      );
    case 'reset':
      return (
        <ResetForm
          server={server}
          link={step.link}
          onDone={(email) => signIn(server, email, 'The new password is set. Sign in with it.')}
          onBack={onBack}
        />
      );
  }
}

/** A server that nobody has set up yet, at its plain address. */
function NotSetUp({ server, onBack }: { readonly server: FoundServer; readonly onBack: () => void }) {
  return (
    <AccessCard
      title="This server is not set up yet"
      server={server.address}
      intro={
        <p>
          When it was started for the first time, it has shown a link. Whoever has that link sets the server up: paste
          it where you have typed the address.
        </p>
      }
      form={useForm()}
      onSubmit={onBack}
      verb="Paste the link"
      workingText=""
      back={{ label: 'Cancel', onClick: () => goTo('/') }}
    />
  );
}
