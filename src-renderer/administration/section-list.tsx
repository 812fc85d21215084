import { Archive, Building2, Fingerprint, Key, MonitorSmartphone, ScrollText, Server, Users } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { Link } from 'react-router';

import type { AdministrationSection } from '#shared/access/administration-sections.ts';

import { administrationPath } from '../workspaces/paths.ts';
import { sectionNames } from './section-names.ts';

export type SectionListProps = {
  readonly sections: readonly AdministrationSection[];
  readonly current: AdministrationSection;
  readonly tenantName: string;
};

const icons: { readonly [section in AdministrationSection]: LucideIcon } = {
  people: Users,
  roles: Fingerprint,
  sessions: MonitorSmartphone,
  tokens: Key,
  audit: ScrollText,
  organisation: Building2,
  tenants: Server,
  server: Archive,
};

const ofServer: readonly AdministrationSection[] = ['tenants', 'server'];

/** The sections: of the organisation, and of the server on which it is. */
export function SectionList({ sections, current, tenantName }: SectionListProps) {
  const groups = [
    { title: tenantName, items: sections.filter((section) => !ofServer.includes(section)) },
    { title: 'The server', items: sections.filter((section) => ofServer.includes(section)) },
  ].filter(({ items }) => items.length > 0);
  return (
    <nav className="admin-sections" aria-label="Sections of the administration">
      {groups.map(({ title, items }) => (
        <div key={title} role="group" aria-label={title}>
          <p className="admin-sections-title" aria-hidden>
            {title}
          </p>
          {items.map((section) => (
            <SectionLink key={section} section={section} isCurrent={section === current} />
          ))}
        </div>
      ))}
    </nav>
  );
}

type SectionLinkProps = { readonly section: AdministrationSection; readonly isCurrent: boolean };

function SectionLink({ section, isCurrent }: SectionLinkProps) {
  const Icon = icons[section];
  return (
    <Link
      to={administrationPath(section)}
      className={`admin-section-link${isCurrent ? ' admin-section-current' : ''}`}
      aria-current={isCurrent ? 'page' : undefined}
    >
      <Icon size={15} strokeWidth={1.75} aria-hidden />
      {sectionNames[section]}
    </Link>
  );
}
