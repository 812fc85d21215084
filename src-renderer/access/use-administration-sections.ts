import { sectionsFor } from '#shared/access/administration-sections.ts';
import type { AdministrationSection } from '#shared/access/administration-sections.ts';

import { useConnection } from './use-connection.ts';

/** The sections of the administration that the person of the open account may see now. */
export function useAdministrationSections(): readonly AdministrationSection[] {
  const connection = useConnection();
  return connection?.kind === 'connected' ? sectionsFor(connection.me.permissions) : [];
}
