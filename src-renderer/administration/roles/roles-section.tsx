import { Plus } from 'lucide-react';
import { useState } from 'react';

import type { RoleView } from '#shared/access/people-server-api.ts';

import { client } from '../../rpc/client.ts';
import { Button } from '../../ui/button.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { AskedContent } from '../asked-content.tsx';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { SectionHead } from '../section-head.tsx';
import { useAct } from '../use-act.ts';
import { useRoles } from '../use-roles.ts';
import type { SectionProps } from '../viewer.ts';
import { RoleBar } from './role-bar.tsx';
import { draftOf, newRole, togglePermission } from './role-draft.ts';
import type { RoleDraft } from './role-draft.ts';
import { RoleTable } from './role-table.tsx';

/** What each role allows: those that come with the program, and the organisation's own. */
export function RolesSection({ viewer }: SectionProps) {
  const roles = useRoles(viewer);
  const [draft, setDraft] = useState<RoleDraft | null>(null);
  const [removed, setRemoved] = useState<RoleView | null>(null);
  const { isBusy, problem, act } = useAct();
  const mayEdit = viewer.may('role:edit');

  async function save({ id, name, description, permissions }: RoleDraft): Promise<void> {
    const fields = { name: name.trim(), description: description.trim(), permissions: [...permissions] };
    const done = await act(async () =>
      id === null ? await client.server.roles.create(fields) : await client.server.roles.edit({ id, ...fields }),
    );
    if (done === undefined) return;
    setDraft(null);
    showDone(`The role ${done.name} is saved`);
    roles.askAgain();
  }

  return (
    <>
      <SectionHead
        title="Roles"
        note="What each role allows. Those that come with Triptych are the same everywhere; your organisation can have its own beside them."
        actions={
          mayEdit && draft === null ? (
            <Button look="primary" icon={Plus} onClick={() => setDraft(newRole)}>
              New role
            </Button>
          ) : null
        }
      />
      {draft === null ? null : (
        <RoleBar
          draft={draft}
          isBusy={isBusy}
          problem={problem}
          onChange={setDraft}
          onSave={() => void save(draft)}
          onCancel={() => setDraft(null)}
        />
      )}
      <AskedContent asked={roles} label="Loading the roles">
        {(known) => (
          <RoleTable
            viewer={viewer}
            roles={known}
            draft={draft}
            onToggle={(permission) => setDraft(draft === null ? null : togglePermission(draft, permission))}
            onEdit={(role) => setDraft(draftOf(role))}
            onRemove={setRemoved}
          />
        )}
      </AskedContent>
      {removed === null ? null : (
        <ConfirmDialog
          title={`Remove the role ${removed.name}?`}
          doIt="Remove role"
          onConfirm={async () => await client.server.roles.remove({ id: removed.id })}
          onDone={() => {
            showDone(`The role ${removed.name} is removed`);
            setRemoved(null);
            roles.askAgain();
          }}
          onClose={() => setRemoved(null)}
        >
          <p>A role can be removed when nobody has it any more. It cannot be brought back, but made anew.</p>
        </ConfirmDialog>
      )}
    </>
  );
}
