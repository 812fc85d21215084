import type { AdministrationSection } from '#shared/access/administration-sections.ts';

/** How the sections are called on screen. A tenant is an organisation there. */
export const sectionNames: { readonly [section in AdministrationSection]: string } = {
  people: 'People',
  roles: 'Roles',
  sessions: 'Sessions',
  tokens: 'Tokens',
  audit: 'Audit',
  organisation: 'Organisation',
  tenants: 'All organisations',
  server: 'Storage and back-ups',
};
