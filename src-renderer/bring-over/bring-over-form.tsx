import { Checkbox } from '@mantine/core';
import { useState } from 'react';

import type { BringOverList, PersonalWorkspace } from '#shared/bring-over/bring-over-api.ts';
import { obstacleOfRoom } from '#shared/bring-over/bring-over-rules.ts';
import { obstacleText } from '#shared/bring-over/obstacle-text.ts';

import { momentText } from '../access/moment-texts.ts';
import { formatBytes } from '../functions/format-cell.ts';
import { Button } from '../ui/button.tsx';
import { bringOver } from './bring-over-actions.ts';
import { asideSentences, copySentences, holdingsText } from './bring-over-texts.ts';

export type BringOverFormProps = {
  readonly list: BringOverList;
  /** What the organisation is called. */
  readonly place: string;
  readonly isBusy: boolean;
  /** Whether the account has been fetched, so that it is known what was brought from elsewhere. */
  readonly isLoaded: boolean;
  readonly onDone: () => void;
};

/** The workspaces of the personal account with what each holds, to be chosen from. */
export function BringOverForm({ list, place, isBusy, isLoaded, onDone }: BringOverFormProps) {
  const [chosenIds, setChosenIds] = useState<ReadonlySet<string>>(new Set());
  const [removes, setRemoves] = useState(false);
  const chosen = list.workspaces.filter(({ id }) => chosenIds.has(id));
  const noRoom = obstacleOfRoom(
    list.room,
    chosen.map(({ holds }) => holds),
  );
  const reason = isBusy
    ? 'Something is being brought over already'
    : list.obstacle !== null
      ? obstacleText(list.obstacle)
      : !isLoaded
        ? 'This account is still being fetched; wait until it is here'
        : chosen.length === 0
          ? 'Choose a workspace first'
          : noRoom === null
            ? undefined
            : obstacleText(noRoom);

  function choose(id: string, isChosen: boolean): void {
    setChosenIds(new Set(isChosen ? [...chosenIds, id] : [...chosenIds].filter((one) => one !== id)));
  }

  async function start(): Promise<void> {
    const isDone = await bringOver({ workspaceIds: chosen.map(({ id }) => id), removes }, place);
    if (isDone) setChosenIds(new Set());
    onDone();
  }

  return (
    <section className="settings-section" aria-labelledby="bring-over-workspaces">
      <div className="settings-head">
        <h2 id="bring-over-workspaces">Workspaces of your personal account</h2>
      </div>
      <ul className="bring-over-list" aria-labelledby="bring-over-workspaces">
        {list.workspaces.map((workspace) => (
          <li key={workspace.id}>
            <Checkbox
              label={workspace.name}
              description={<Description workspace={workspace} />}
              checked={chosenIds.has(workspace.id)}
              disabled={isBusy || list.obstacle !== null || workspace.obstacle !== null}
              onChange={(event) => choose(workspace.id, event.currentTarget.checked)}
            />
          </li>
        ))}
      </ul>
      <Checkbox
        label="Remove them from my personal account when all of it has arrived at the server"
        description="As if you had deleted them there: their runs are not shown any more either, and undo there brings them back. What you change there before then stays."
        checked={removes}
        disabled={isBusy}
        onChange={(event) => setRemoves(event.currentTarget.checked)}
      />
      {noRoom === null ? null : (
        <p className="settings-text bring-over-obstacle" role="status">
          {obstacleText(noRoom)}
        </p>
      )}
      <div className="bring-over-actions">
        <Button look="primary" isBusy={isBusy} disabledReason={reason} onClick={() => void start()}>
          {`Bring over to ${place}`}
        </Button>
      </div>
    </section>
  );
}

function Description({ workspace }: { readonly workspace: PersonalWorkspace }) {
  const { holds, obstacle } = workspace;
  return (
    <>
      <span className="bring-over-detail">{holdingsText(holds, formatBytes)}</span>
      {asideSentences(holds, formatBytes).map((sentence) => (
        <span key={sentence} className="bring-over-detail">
          {sentence}
        </span>
      ))}
      {copySentences(workspace, momentText).map((sentence) => (
        <span key={sentence} className="bring-over-detail bring-over-note">
          {sentence}
        </span>
      ))}
      {obstacle === null ? null : (
        <span className="bring-over-detail bring-over-obstacle">{obstacleText(obstacle)}</span>
      )}
    </>
  );
}
