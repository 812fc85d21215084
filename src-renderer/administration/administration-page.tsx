import './administration.css';

import { ShieldUser } from 'lucide-react';
import type { ComponentType } from 'react';
import { Navigate } from 'react-router';

import { sectionsFor } from '#shared/access/administration-sections.ts';
import type { AdministrationSection } from '#shared/access/administration-sections.ts';

import { useConnection } from '../access/use-connection.ts';
import { client } from '../rpc/client.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Loading } from '../ui/loading.tsx';
import { ProblemState } from '../ui/problem-state.tsx';
import { administrationPath, goTo } from '../workspaces/paths.ts';
import { attempt, describeFailure } from '../workspaces/tell-failure.ts';
import { AuditSection } from './audit/audit-section.tsx';
import { OrganisationSection } from './organisation/organisation-section.tsx';
import { PeopleSection } from './people/people-section.tsx';
import { RolesSection } from './roles/roles-section.tsx';
import { SectionList } from './section-list.tsx';
import { ServerSection } from './server/server-section.tsx';
import { SessionsSection } from './sessions/sessions-section.tsx';
import { TenantsSection } from './tenants/tenants-section.tsx';
import { TokensSection } from './tokens/tokens-section.tsx';
import { viewerOf } from './viewer.ts';
import type { SectionProps } from './viewer.ts';

const contents: { readonly [section in AdministrationSection]: ComponentType<SectionProps> } = {
  people: PeopleSection,
  roles: RolesSection,
  sessions: SessionsSection,
  tokens: TokensSection,
  audit: AuditSection,
  organisation: OrganisationSection,
  tenants: TenantsSection,
  server: ServerSection,
};

export type AdministrationPageProps = { readonly section: string | undefined };

/** The server of the open account, for who looks after it or after the organisation on it. */
export function AdministrationPage({ section: wanted }: AdministrationPageProps) {
  const state = useConnection();
  if (state === undefined || state.kind === 'connecting') return <Loading label="Looking for the server" lines={8} />;
  if (state.kind === 'unreachable') {
    const { address, problem } = state;
    return (
      <ProblemState
        {...describeFailure({ kind: 'server-unreachable', address, problem })}
        actions={<Button onClick={() => void attempt(client.connections.tryNow())}>Try again</Button>}
      />
    );
  }
  if (state.kind === 'other-version') {
    const kind = state.tooOld === 'server' ? 'server-too-old' : 'server-too-new';
    return <ProblemState {...describeFailure({ kind, version: state.version })} />;
  }
  if (state.kind === 'none' || state.kind === 'locked')
    return <ProblemState {...describeFailure({ kind: 'not-connected' })} />;
  if (state.kind === 'signed-out') {
    return <ProblemState {...describeFailure({ kind: 'signed-out', reason: state.reason })} />;
  }
  const { me } = state;
  const sections = sectionsFor(me.permissions);
  const section = sections.find((each) => each === wanted);
  if (section === undefined)
    return sections[0] === undefined ? <NotForYou /> : <Navigate to={administrationPath(sections[0])} replace />;
  const Content = contents[section];
  return (
    <div className="admin">
      <SectionList sections={sections} current={section} tenantName={me.tenant.name} />
      <main className="admin-page" aria-label="Administration">
        <Content key={`${section} ${me.tenant.id}`} viewer={viewerOf(me)} />
      </main>
    </div>
  );
}

function NotForYou() {
  return (
    <EmptyState
      icon={ShieldUser}
      title="This page is for administrators"
      actions={<Button onClick={() => goTo('/')}>To the workspace</Button>}
    >
      Your role lets you look after nobody and nothing on this server. Ask an administrator for another role if you
      should.
    </EmptyState>
  );
}
