import { Loader } from '@mantine/core';
import { Ban, Check, CircleAlert, Clock, TimerOff } from 'lucide-react';

import type { RunState } from '#shared/functions/function-entities.ts';

export const runStateNames: { readonly [state in RunState]: string } = {
  waiting: 'Waiting',
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
  timed_out: 'Time limit reached',
};

type RunStateMarkProps = { readonly state: RunState; readonly label?: string };

/** A run's state as a coloured chip: the mark says it to the eye, the words to everyone. */
export function RunStateMark({ state, label }: RunStateMarkProps) {
  return (
    <span className="run-state" data-state={state}>
      <StateIcon state={state} />
      {label ?? runStateNames[state]}
    </span>
  );
}

function StateIcon({ state }: { readonly state: RunState }) {
  switch (state) {
    case 'waiting':
      return <Clock size={13} aria-hidden />;
    case 'running':
      return <Loader size={11} aria-hidden />;
    case 'done':
      return <Check size={13} aria-hidden />;
    case 'failed':
      return <CircleAlert size={13} aria-hidden />;
    case 'cancelled':
      return <Ban size={13} aria-hidden />;
    case 'timed_out':
      return <TimerOff size={13} aria-hidden />;
  }
}
