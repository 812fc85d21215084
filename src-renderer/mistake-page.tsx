import { useRouteError } from 'react-router';

import { Button } from './ui/button.tsx';
import { ProblemState } from './ui/problem-state.tsx';

/** A bug has stopped the page; the program behind it goes on. */
export function MistakePage() {
  const error = useRouteError();
  return (
    <main className="whole-page">
      <ProblemState
        title="This page has stopped because of a mistake in Triptych"
        detail={error instanceof Error ? error.message : String(error)}
        remedy="Everything you typed is kept. Load the page again to go on."
        actions={
          <Button look="primary" onClick={() => location.reload()}>
            Load the page again
          </Button>
        }
      />
    </main>
  );
}
