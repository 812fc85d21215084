import { useState } from 'react';

import type { Me } from '#shared/access/me.ts';
import type { ApiTokenView } from '#shared/access/token-server-api.ts';

import { client } from '../rpc/client.ts';
import { Button } from '../ui/button.tsx';
import { showDone } from '../ui/toasts.tsx';
import { attempt } from '../workspaces/tell-failure.ts';
import { AnswerSection } from './answer-section.tsx';
import { dayText, momentText } from './moment-texts.ts';
import { TokenDialog } from './token-dialog.tsx';
import { useAnswer } from './use-answer.ts';

/** Tokens with which scripts and other programs act in one's name. */
export function TokensSection({ me }: { readonly me: Me }) {
  const answer = useAnswer(async (signal) => await client.server.tokens.mine({}, { signal }));
  const [isMaking, setMaking] = useState(false);
  const forbidden = me.permissions.includes('token:create') ? undefined : 'Your role may not make tokens';

  async function revoke({ id, name }: ApiTokenView): Promise<void> {
    if ((await attempt(client.server.tokens.revokeMine({ id }))) !== undefined) showDone(`${name} is revoked`);
    answer.reload();
  }

  return (
    <AnswerSection
      title="Tokens for machines"
      answer={answer}
      action={
        <Button aria-haspopup="dialog" disabledReason={forbidden} onClick={() => setMaking(true)}>
          New token…
        </Button>
      }
    >
      {(tokens) => (
        <>
          {tokens.length === 0 ? (
            <p className="settings-text">
              There is none. With a token, a script asks the server in your name, for no more than you let it.
            </p>
          ) : (
            <ul className="access-list" aria-label="Tokens for machines">
              {tokens.map((token) => (
                <TokenRow key={token.id} token={token} onRevoke={() => void revoke(token)} />
              ))}
            </ul>
          )}
          {isMaking ? (
            <TokenDialog
              held={me.permissions}
              onClose={() => {
                setMaking(false);
                answer.reload();
              }}
            />
          ) : null}
        </>
      )}
    </AnswerSection>
  );
}

type TokenRowProps = { readonly token: ApiTokenView; readonly onRevoke: () => void };

function TokenRow({ token, onRevoke }: TokenRowProps) {
  const { name, scopes, expiresAt, lastUsedAt } = token;
  const used = lastUsedAt === null ? 'never used' : `last used ${momentText(lastUsedAt)}`;
  const until = expiresAt === null ? 'for ever' : `until ${dayText(expiresAt)}`;
  return (
    <li>
      <span className="access-row-words">
        <span className="access-row-title">{name}</span>
        <span className="access-row-detail">
          {scopes.join(', ')}; {until}; {used}
        </span>
      </span>
      <Button aria-label={`Revoke ${name}`} onClick={onRevoke}>
        Revoke
      </Button>
    </li>
  );
}
