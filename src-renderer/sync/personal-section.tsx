import { Button } from '../ui/button.tsx';
import { bringOverPath, goTo } from '../workspaces/paths.ts';

/** What lies beside the account that is open, and can be brought to it. */
export function PersonalSection() {
  return (
    <section className="settings-section" aria-labelledby="personal-beside">
      <div className="settings-head">
        <h2 id="personal-beside">Your personal account on this device</h2>
        <Button onClick={() => goTo(bringOverPath)}>Bring over from it…</Button>
      </div>
      <p className="settings-text">
        What you made there is not synchronised. Copies of its workspaces can be brought to this account at any time.
      </p>
    </section>
  );
}
