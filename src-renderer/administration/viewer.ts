import type { Me } from '#shared/access/me.ts';
import type { Permission } from '#shared/rpc/permission-rules.ts';

/** Who looks at the page, and what they may: the server asks again at every call. */
export type Viewer = { readonly me: Me; readonly may: (permission: Permission) => boolean };

export function viewerOf(me: Me): Viewer {
  return { me, may: (permission) => me.permissions.includes(permission) };
}

/** What every section is given. */
export type SectionProps = { readonly viewer: Viewer };
