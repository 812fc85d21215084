/*
 * What a person may do, as long as their account is open. A server may say at any moment that it is something else; so it is one
 * set that changes, and no copy of it: whoever asks an actor's permissions asks what holds now.
 */
import type { Permission } from '#shared/rpc/permission-rules.ts';

export type Rights = {
  /** Always the same set, whatever is in it. */
  readonly permissions: ReadonlySet<Permission>;
  readonly replace: (next: ReadonlySet<Permission>) => void;
  /** For what somebody watches: calls when it is another set than before; returns what stops it. */
  readonly onChange: (listener: () => void) => () => void;
};

export function createRights(first: Iterable<Permission>): Rights {
  const permissions = new Set(first);
  const listeners = new Set<() => void>();
  return {
    permissions,
    replace(next) {
      if (next.size === permissions.size && [...next].every((permission) => permissions.has(permission))) return;
      permissions.clear();
      for (const permission of next) permissions.add(permission);
      for (const listener of listeners) listener();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
