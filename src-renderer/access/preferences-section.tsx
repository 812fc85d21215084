import { client } from '../rpc/client.ts';
import { Button } from '../ui/button.tsx';
import { attempt } from '../workspaces/tell-failure.ts';
import { AnswerSection } from './answer-section.tsx';
import { useAnswer } from './use-answer.ts';

/** What the server keeps of one's choices; where it keeps none, nothing is said of it. */
export function PreferencesSection() {
  const answer = useAnswer(async (signal) => await client.server.preferences.list({}, { signal }));
  if (answer.value === undefined || answer.value.length === 0) return null;

  async function remove(key: string): Promise<void> {
    await attempt(client.server.preferences.set({ key, value: null }));
    answer.reload();
  }

  return (
    <AnswerSection title="Preferences at the server" answer={answer}>
      {(preferences) => (
        <ul className="access-list" aria-label="Preferences at the server">
          {preferences.map(({ key, value }) => (
            <li key={key}>
              <span className="access-row-words">
                <span className="access-row-title">{key}</span>
                <span className="access-row-detail">{JSON.stringify(value)}</span>
              </span>
              <Button aria-label={`Remove the preference ${key}`} onClick={() => void remove(key)}>
                Remove
              </Button>
            </li>
          ))}
        </ul>
      )}
    </AnswerSection>
  );
}
