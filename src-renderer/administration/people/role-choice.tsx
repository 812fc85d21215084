import { Checkbox } from '@mantine/core';

import type { RoleView } from '#shared/access/people-server-api.ts';

import { roleName } from '../role-names.ts';
import type { Viewer } from '../viewer.ts';

export type RoleChoiceProps = {
  readonly viewer: Viewer;
  readonly roles: readonly RoleView[];
  /** The first is the primary one. */
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
};

/** Which roles somebody is to have. What is stronger than one's own cannot be given. */
export function RoleChoice({ viewer, roles, chosen, onChange }: RoleChoiceProps) {
  return (
    <fieldset className="admin-choices">
      <legend>Roles</legend>
      {roles.map((role) => {
        const isChosen = chosen.includes(role.id);
        const lacked = role.permissions.filter((name) => !viewer.me.permissions.includes(name));
        const isTooStrong = lacked.length > 0 && !isChosen;
        return (
          <Checkbox
            key={role.id}
            size="xs"
            label={
              <>
                {roleName(roles, role.id)}
                {chosen.length > 1 && chosen[0] === role.id ? (
                  <span className="chip admin-primary">primary</span>
                ) : null}
              </>
            }
            description={isTooStrong ? `You lack ${lacked.join(', ')}, and so cannot give it.` : role.description}
            checked={isChosen}
            disabled={isTooStrong}
            onChange={({ currentTarget }) =>
              onChange(currentTarget.checked ? [...chosen, role.id] : chosen.filter((id) => id !== role.id))
            }
          />
        );
      })}
    </fieldset>
  );
}
