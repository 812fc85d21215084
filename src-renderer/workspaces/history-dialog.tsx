import { SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';

import type { WorkspaceRecord } from '#shared/workspaces/workspace-entities.ts';
import { historyDaysMax, parseDays } from '#shared/workspaces/workspace-rules.ts';

import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { FieldRow } from '../ui/field-row.tsx';
import { fieldTexts } from '../ui/field-texts.ts';
import { daysText, keptText, lossText } from './history-texts.ts';
import { useOldHistory } from './use-old-history.ts';
import type { OldHistoryCount } from './use-old-history.ts';
import { keepHistory } from './workspace-actions.ts';
import { closeWorkspaceDialog } from './workspace-store.ts';

export type HistoryDialogProps = { readonly workspace: WorkspaceRecord };

const daysUsual = 90;

/** Sets how long a workspace keeps its history, and says beforehand what would be deleted. */
export function HistoryDialog({ workspace }: HistoryDialogProps) {
  const kept = workspace.settings.historyDays;
  const [hasEnd, setHasEnd] = useState(kept !== null);
  const [typed, setTyped] = useState(String(kept ?? daysUsual));
  const days = hasEnd ? parseDays(typed) : null;
  const old = useOldHistory(workspace.id, days ?? null);
  const loss = typeof days === 'number' && typeof old === 'object' ? lossText(old, days) : undefined;
  const reason = reasonToWait(days, kept, old);
  const isWrong = days === undefined;
  const send = (): void => {
    if (days !== undefined && reason === undefined) void keepHistory(workspace, days);
  };
  return (
    <Dialog
      title={`History of ${workspace.name}`}
      isOpen
      onClose={closeWorkspaceDialog}
      // The Enter key alone deletes nothing.
      onSubmit={() => (loss === undefined ? send() : undefined)}
      actions={
        <>
          <Button onClick={closeWorkspaceDialog}>Cancel</Button>
          {loss === undefined || typeof days !== 'number' ? (
            <Button look="primary" type="submit" disabledReason={reason}>
              {isWrong ? 'Keep' : `Keep ${keptText(days)}`}
            </Button>
          ) : (
            <Button look="danger" disabledReason={reason} onClick={send}>
              {`Delete what is older than ${daysText(days)}`}
            </Button>
          )}
        </>
      }
    >
      <p className="dialog-note">
        History is who changed what and when, the steps that undo can take back, and the runs with their results.
        Functions, their sources and their released versions stay, however old they are.
      </p>
      <div className="field-row">
        <span className="field-label" id="history-kept">
          Keep history
        </span>
        <SegmentedControl
          aria-labelledby="history-kept"
          value={hasEnd ? 'days' : 'ever'}
          data={[
            { value: 'ever', label: 'For ever' },
            { value: 'days', label: 'For a number of days' },
          ]}
          onChange={(value) => setHasEnd(value === 'days')}
        />
      </div>
      {hasEnd ? <DaysField typed={typed} isWrong={isWrong} onType={setTyped} /> : null}
      <div role="status">{typeof days === 'number' ? <Loss loss={loss} old={old} days={days} /> : null}</div>
    </Dialog>
  );
}

type DaysFieldProps = {
  readonly typed: string;
  readonly isWrong: boolean;
  readonly onType: (typed: string) => void;
};

function DaysField({ typed, isWrong, onType }: DaysFieldProps) {
  const error = isWrong ? `Type a whole number of days, from 1 to ${String(historyDaysMax)}.` : undefined;
  return (
    <FieldRow label="Days" controlId="history-days">
      <TextInput
        id="history-days"
        {...fieldTexts({ hint: 'What is older is deleted now, and from then on once a day.', error })}
        styles={{ wrapper: { width: 120 } }}
        classNames={{ input: 'num' }}
        inputMode="numeric"
        autoComplete="off"
        maxLength={9}
        value={typed}
        onChange={(event) => onType(event.currentTarget.value)}
      />
    </FieldRow>
  );
}

type LossProps = { readonly loss: string | undefined; readonly old: OldHistoryCount; readonly days: number };

function Loss({ loss, old, days }: LossProps) {
  if (loss !== undefined) return <p className="dialog-warning">{loss}</p>;
  if (old === 'counting') return <p className="field-hint">Counting what is older than {daysText(days)}…</p>;
  if (old === 'failed') return <p className="field-hint">What would be deleted could not be counted.</p>;
  return <p className="field-hint">Nothing is older than {daysText(days)}, so nothing is deleted now.</p>;
}

function reasonToWait(days: number | null | undefined, kept: number | null, old: OldHistoryCount): string | undefined {
  if (days === undefined) return 'Type a whole number of days first';
  if (days === kept) return `It is kept ${keptText(kept)} already`;
  if (old === 'counting') return 'What would be deleted is still being counted';
  return old === 'failed' ? 'What would be deleted could not be counted; close this and try again' : undefined;
}
