import type { RoleView } from '#shared/access/people-server-api.ts';

import { client } from '../rpc/client.ts';
import { useAsked } from './use-asked.ts';
import type { Asked } from './use-asked.ts';
import type { Viewer } from './viewer.ts';

/** The roles of the organisation; none for who may not read them. */
export function useRoles(viewer: Viewer): Asked<readonly RoleView[]> {
  const mayRead = viewer.may('role:read');
  return useAsked(`roles ${String(mayRead)}`, async (signal) =>
    mayRead ? await client.server.roles.list({}, { signal }) : [],
  );
}
