import { Progress } from '@mantine/core';

import type { BringOverState } from '#shared/bring-over/bring-over-api.ts';

import { Button } from '../ui/button.tsx';
import { cancelBringOver } from './bring-over-actions.ts';
import { progressText } from './bring-over-texts.ts';

export type BringOverProgressProps = { readonly state: Extract<BringOverState, { readonly kind: 'working' }> };

/** How far it is, in every window, with the way to end it. */
export function BringOverProgress({ state }: BringOverProgressProps) {
  const percent = state.count === 0 ? 0 : Math.floor((100 * state.written) / state.count);
  const isEnding = state.isCancelling || state.step === 'taking-back';
  return (
    <section className="settings-section" aria-label="Bringing over">
      <span role="status">{progressText(state)}…</span>
      <Progress value={percent} animated={state.step !== 'writing'} aria-label="How much of it has been written" />
      <div className="bring-over-actions">
        <Button
          disabledReason={isEnding ? 'What was written is being taken back' : undefined}
          onClick={() => void cancelBringOver()}
        >
          Cancel
        </Button>
        <span className="settings-text">
          Each workspace comes whole or not at all. You can go on working meanwhile; undo waits.
        </span>
      </div>
    </section>
  );
}
