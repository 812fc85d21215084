import { KeyRound } from 'lucide-react';

import { EmptyState } from './ui/empty-state.tsx';

/** For a page whose token is of another start, or that was opened without one. */
export function RefusedPage() {
  return (
    <main className="whole-page">
      <EmptyState icon={KeyRound} title="This page belongs to an earlier start of Triptych">
        <p>Each start has its own key, and this page does not have the present one.</p>
        <p>
          Open the address again that the terminal shows after <code>Triptych is at</code>, with everything behind the{' '}
          <code>#</code>. If Triptych is not running, type <code>npm start</code> first.
        </p>
      </EmptyState>
    </main>
  );
}
