import { TextInput } from '@mantine/core';

import type { FailureText } from '#shared/failure-text.ts';

import { Button } from '../../ui/button.tsx';
import { ProblemLine } from '../problem-line.tsx';
import type { RoleDraft } from './role-draft.ts';

export type RoleBarProps = {
  readonly draft: RoleDraft;
  readonly isBusy: boolean;
  readonly problem: FailureText | undefined;
  readonly onChange: (draft: RoleDraft) => void;
  readonly onSave: () => void;
  readonly onCancel: () => void;
};

/** Name and description of the role whose column is being changed. */
export function RoleBar({ draft, isBusy, problem, onChange, onSave, onCancel }: RoleBarProps) {
  const isUnnamed = draft.name.trim() === '';
  return (
    <form
      className="role-bar"
      aria-label={draft.id === null ? 'New role' : `Change the role ${draft.name}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isUnnamed) onSave();
      }}
    >
      <TextInput
        label="Name of the role"
        value={draft.name}
        maxLength={100}
        // It was just asked for, and what follows is below.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
      />
      <TextInput
        label="Whom it is for"
        value={draft.description}
        maxLength={1000}
        onChange={(event) => onChange({ ...draft, description: event.currentTarget.value })}
      />
      <Button onClick={onCancel}>Cancel</Button>
      <Button
        type="submit"
        look="primary"
        isBusy={isBusy}
        disabledReason={isUnnamed ? 'Give the role a name first' : undefined}
      >
        Save role
      </Button>
      <p className="field-hint">Choose in its column below what it allows.</p>
      <ProblemLine problem={problem} />
    </form>
  );
}
