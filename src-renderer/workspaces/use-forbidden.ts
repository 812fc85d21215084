import type { Permission } from '#shared/rpc/permission-rules.ts';

import { useAppInfo } from './use-app-info.ts';

const texts = {
  'workspace:create': 'Your role may not make workspaces; one that is shared with you appears here',
  'workspace:edit': 'Your role may not change workspaces',
  'function:edit': 'Your role may not write functions',
  'function:run': 'Your role may not run functions',
  'function:release': 'Your role may not release functions',
  'project:create': 'Your role may not make projects',
} as const satisfies { readonly [permission in Permission]?: string };

/** Why a person may not do something here, for the button that does it; undefined where they may. It follows what their server says. */
export function useForbidden(permission: keyof typeof texts): string | undefined {
  const { permissions } = useAppInfo();
  return permissions.includes(permission) ? undefined : texts[permission];
}
