import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';

import { FormDialog } from '../ui/form-dialog.tsx';
import { ProblemLine } from './problem-line.tsx';
import { useAct } from './use-act.ts';

export type ConfirmDialogProps = {
  readonly title: string;
  /** What will happen, and whether it can be taken back. */
  readonly children: ReactNode;
  /** On the button. */
  readonly doIt: string;
  /** Where it cannot be taken back: what is to be typed first, and what that is. */
  readonly typed?: { readonly label: string; readonly text: string };
  /** Answers when it is done; its failure is told in the dialog. */
  readonly onConfirm: (typed: string) => Promise<object>;
  readonly onDone: () => void;
  readonly onClose: () => void;
};

/** Asks before something is done that does harm. */
export function ConfirmDialog({ title, children, doIt, typed, onConfirm, onDone, onClose }: ConfirmDialogProps) {
  const [text, setText] = useState('');
  const { isBusy, problem, act } = useAct();
  const isMissing = typed !== undefined && text.trim() !== typed.text;
  async function confirm(): Promise<void> {
    if (isMissing) return;
    if ((await act(async () => await onConfirm(text.trim()))) !== undefined) onDone();
  }
  return (
    <FormDialog
      title={title}
      onClose={onClose}
      onSubmit={() => void confirm()}
      verb={doIt}
      look="danger"
      isBusy={isBusy}
      missing={isMissing ? `Type ${typed.text} first` : undefined}
    >
      {children}
      {typed === undefined ? null : (
        <TextInput
          label={typed.label}
          description={<span className="mono">{typed.text}</span>}
          value={text}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      <ProblemLine problem={problem} />
    </FormDialog>
  );
}
