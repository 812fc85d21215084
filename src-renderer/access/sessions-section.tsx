import type { SessionView } from '#shared/access/session-server-api.ts';

import { client } from '../rpc/client.ts';
import { Button } from '../ui/button.tsx';
import { showDone } from '../ui/toasts.tsx';
import { attempt } from '../workspaces/tell-failure.ts';
import { AnswerSection } from './answer-section.tsx';
import { momentText } from './moment-texts.ts';
import { platformText } from './platform-text.ts';
import { useAnswer } from './use-answer.ts';
import { withRecentSignIn } from './with-recent-sign-in.ts';

/** Where one is signed in; each session can be ended from here. */
export function SessionsSection() {
  const answer = useAnswer(async (signal) => await client.server.sessions.mine({}, { signal }));
  const others = answer.value?.filter(({ isThis }) => !isThis).length ?? 0;

  async function end(work: () => Promise<string>): Promise<void> {
    const done = await attempt(withRecentSignIn(work));
    if (done !== undefined) showDone(done);
    answer.reload();
  }

  return (
    <AnswerSection
      title="Sessions"
      answer={answer}
      action={
        <Button
          disabledReason={others === 0 ? 'There is no other session' : undefined}
          onClick={() => void end(async () => endedText((await client.server.sessions.endMyOthers({})).ended))}
        >
          End all others
        </Button>
      }
    >
      {(sessions) => (
        <ul className="access-list" aria-label="Sessions">
          {sessions.map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              onEnd={() =>
                void end(async () => {
                  await client.server.sessions.endMine({ id: session.id });
                  return endedText(1);
                })
              }
            />
          ))}
        </ul>
      )}
    </AnswerSection>
  );
}

function endedText(count: number): string {
  return count === 1 ? 'The session is ended' : `${String(count)} sessions are ended`;
}

type SessionRowProps = { readonly session: SessionView; readonly onEnd: () => void };

function SessionRow({ session, onEnd }: SessionRowProps) {
  const { deviceName, platform, address, lastSeenAt, createdAt, isThis } = session;
  const name = deviceName ?? 'No device';
  return (
    <li>
      <span className="access-row-words">
        <span className="access-row-title">
          {name}
          {isThis ? <span className="chip chip-busy">This session</span> : null}
        </span>
        <span className="access-row-detail">
          {platform === null ? '' : `${platformText(platform)}, `}
          {address}, since {momentText(createdAt)}, last seen {momentText(lastSeenAt)}
        </span>
      </span>
      {isThis ? null : (
        <Button aria-label={`End the session on ${name} since ${momentText(createdAt)}`} onClick={onEnd}>
          End
        </Button>
      )}
    </li>
  );
}
