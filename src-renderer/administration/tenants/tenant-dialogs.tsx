import type { TenantView } from '#shared/tenancy/tenancy-server-api.ts';

import { actInTenant } from '../../access/account-actions.ts';
import { client } from '../../rpc/client.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { ConfirmDialog } from '../confirm-dialog.tsx';

/** What is to be done with an organisation, and asks something first. */
export type TenantTask = { readonly kind: 'act-in' | 'cancel' | 'remove'; readonly tenant: TenantView };

export type TenantDialogsProps = {
  readonly task: TenantTask | null;
  readonly onDone: () => void;
  readonly onClose: () => void;
};

export function TenantDialogs({ task, onDone, onClose }: TenantDialogsProps) {
  if (task === null) return null;
  const { id, name, slug } = task.tenant;
  function finish(text: string): void {
    onClose();
    showDone(text);
    onDone();
  }
  switch (task.kind) {
    case 'act-in':
      return <ActInDialog tenant={task.tenant} onClose={onClose} />;
    case 'cancel':
      return (
        <ConfirmDialog
          title={`Cancel ${name}?`}
          doIt="Cancel the organisation"
          onConfirm={async () => await client.server.tenants.setStatus({ id, status: 'cancelled' })}
          onDone={() => finish(`${name} is cancelled`)}
          onClose={onClose}
        >
          <p>Nobody in it can read or change anything on the server. It stays stored, and can be opened again.</p>
        </ConfirmDialog>
      );
    case 'remove':
      return (
        <ConfirmDialog
          title={`Delete ${name} for ever?`}
          doIt="Delete for ever"
          typed={{ label: 'To go on, type the short name', text: slug }}
          onConfirm={async (confirmSlug) => await client.server.tenants.remove({ id, confirmSlug })}
          onDone={() => finish(`${name} is deleted`)}
          onClose={onClose}
        >
          <p>The organisation is deleted with its people, roles, projects, functions and its audit.</p>
          <p className="dialog-warning">This cannot be taken back, but from a back-up of the whole server.</p>
        </ConfirmDialog>
      );
  }
}

type ActInDialogProps = { readonly tenant: TenantView; readonly onClose: () => void };

function ActInDialog({ tenant: { id, name }, onClose }: ActInDialogProps) {
  function begin(): void {
    onClose();
    void actInTenant(id);
  }
  return (
    <FormDialog title={`Act in ${name}?`} onClose={onClose} onSubmit={begin} verb="Act in it">
      <p>
        It opens as an account of its own on this device; the account menu brings you back. What you do in it is written
        into its audit, with your name.
      </p>
    </FormDialog>
  );
}
