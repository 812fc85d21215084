import { client } from '../rpc/client.ts';
import { Button } from '../ui/button.tsx';
import { showDone } from '../ui/toasts.tsx';
import { attempt } from '../workspaces/tell-failure.ts';
import { AnswerSection } from './answer-section.tsx';
import { momentText } from './moment-texts.ts';
import { platformText } from './platform-text.ts';
import { useAnswer } from './use-answer.ts';
import { withRecentSignIn } from './with-recent-sign-in.ts';

/** The installations from which one has signed in. */
export function DevicesSection() {
  const answer = useAnswer(async (signal) => await client.server.devices.mine({}, { signal }));

  async function forget(id: string): Promise<void> {
    const forgotten = await attempt(withRecentSignIn(async () => await client.server.devices.forget({ id })));
    if (forgotten !== undefined) {
      showDone('The device is forgotten, and its sessions are ended');
    }
    answer.reload();
  }

  return (
    <AnswerSection title="Devices" answer={answer}>
      {(devices) => (
        <ul className="access-list" aria-label="Devices">
          {devices.map(({ id, name, platform, lastSeenAt, isThis }) => (
            <li key={id}>
              <span className="access-row-words">
                <span className="access-row-title">
                  {name}
                  {isThis ? <span className="chip chip-busy">This device</span> : null}
                </span>
                <span className="access-row-detail">
                  {platformText(platform)}, last seen {momentText(lastSeenAt)}
                </span>
              </span>
              {isThis ? null : (
                <Button
                  aria-label={`Forget ${name}, last seen ${momentText(lastSeenAt)}`}
                  onClick={() => void forget(id)}
                >
                  Forget
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </AnswerSection>
  );
}
