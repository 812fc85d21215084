import { Tooltip } from '@mantine/core';
import { Key } from 'lucide-react';
import { useState } from 'react';

import type { ApiTokenView } from '#shared/access/token-server-api.ts';

import { client } from '../../rpc/client.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { AskedContent } from '../asked-content.tsx';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { DataTable, MoreButton } from '../data-table.tsx';
import { formatDay, formatMoment } from '../format-moment.ts';
import { SectionHead } from '../section-head.tsx';
import { usePages } from '../use-pages.ts';

/** Everybody's tokens for machines. */
export function TokensSection() {
  const [revoked, setRevoked] = useState<ApiTokenView | null>(null);
  const tokens = usePages('tokens', async (page, signal) => await client.server.tokens.list(page, { signal }));
  return (
    <>
      <SectionHead
        title="Tokens"
        note="With a token a program acts in the name of whoever made it, and may do no more than its scopes and that person's role allow."
      />
      <AskedContent asked={tokens} label="Loading the tokens">
        {(items) =>
          items.length === 0 ? (
            <EmptyState icon={Key} title="There is no token">
              Whoever may make tokens does so in their account; each is listed here and can be revoked.
            </EmptyState>
          ) : (
            <DataTable
              label="Tokens for machines"
              heads={['Name', 'Person', 'Scopes', 'Made', 'Expires', 'Last used', '']}
              foot={<MoreButton pages={tokens} />}
            >
              {items.map((token) => (
                <TokenRow key={token.id} token={token} onRevoke={() => setRevoked(token)} />
              ))}
            </DataTable>
          )
        }
      </AskedContent>
      {revoked === null ? null : (
        <ConfirmDialog
          title={`Revoke ${revoked.name}?`}
          doIt="Revoke"
          onConfirm={async () => await client.server.tokens.revoke({ id: revoked.id })}
          onDone={() => {
            showDone(`The token ${revoked.name} is revoked`);
            setRevoked(null);
            tokens.askAgain();
          }}
          onClose={() => setRevoked(null)}
        >
          <p>
            Programs that use this token of {revoked.userName} are refused from their next request on. It cannot be
            taken back; a new token can be made.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}

type TokenRowProps = { readonly token: ApiTokenView; readonly onRevoke: () => void };

const scopesShown = 2;

function TokenRow({ token, onRevoke }: TokenRowProps) {
  const { name, userName, scopes, createdAt, expiresAt, lastUsedAt } = token;
  const rest = scopes.length - scopesShown;
  return (
    <tr>
      <td>
        <span className="admin-name">{name}</span>
      </td>
      <td>{userName}</td>
      <td className="admin-wrap">
        <Tooltip label={scopes.join(', ')}>
          <span>
            {scopes.slice(0, scopesShown).join(', ')}
            {rest > 0 ? ` and ${String(rest)} more` : ''}
          </span>
        </Tooltip>
        {rest > 0 ? <span className="visually-hidden">: {scopes.slice(scopesShown).join(', ')}</span> : null}
      </td>
      <td className="num">{formatDay(createdAt)}</td>
      <td className="num">{expiresAt === null ? 'never' : formatDay(expiresAt)}</td>
      <td className="num">{lastUsedAt === null ? 'never' : formatMoment(lastUsedAt)}</td>
      <td className="admin-actions">
        <Button aria-label={`Revoke the token ${name} of ${userName}`} onClick={onRevoke}>
          Revoke
        </Button>
      </td>
    </tr>
  );
}
