import type { SyncProblem } from '#shared/sync/sync-api.ts';

import { momentText } from '../access/moment-texts.ts';
import { client } from '../rpc/client.ts';
import { Button } from '../ui/button.tsx';
import { showDone } from '../ui/toasts.tsx';
import { attempt } from '../workspaces/tell-failure.ts';
import { fieldText, problemSentence, recordText, valueText } from './sync-texts.ts';

export type ProblemCardProps = {
  readonly problem: SyncProblem;
  /** Who made the edit that stays. */
  readonly actorName: string;
  readonly onSettled: () => void;
};

/** Fields that the program sets along with what a person edits; nobody is to compare them. */
const quietFields: ReadonlySet<string> = new Set(['tenantId', 'workspaceId', 'projectId', 'createdBy', 'orderKey']);

/** One edit and what became of it: mine beside what is there instead, and what can be done. */
export function ProblemCard({ problem, actorName, onSettled }: ProblemCardProps) {
  const { kind, entity, title, at, isCreation } = problem;
  const name = recordText(entity, title);
  const isTaken = kind === 'superseded' || kind === 'overwritten';
  const shown = problem.fields.filter((side) => isWorthShowing(side, isCreation)).flatMap(partsOf);
  return (
    <li className="sync-card" aria-label={name}>
      <div className="sync-card-head">
        <h3>{name}</h3>
        <span className="access-row-detail">{momentText(at)}</span>
      </div>
      <p className="settings-text">{problemSentence(problem, actorName)}</p>
      {shown.length === 0 ? null : (
        <table className="sync-sides">
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Mine</th>
              <th scope="col">{isTaken ? actorName : 'On the server'}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((side) => (
              <tr key={side.name}>
                <th scope="row">{fieldText(side.name)}</th>
                <td>
                  {side.removed === '' ? null : (
                    <del className="sync-removed">{valueText(side.name, side.removed)}</del>
                  )}
                  {side.removed !== '' && side.mine === '' ? null : valueText(side.name, side.mine)}
                </td>
                <td>{valueText(side.name, side.theirs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <CardActions problem={problem} name={name} isTaken={isTaken} onSettled={onSettled} />
    </li>
  );
}

type CardActionsProps = {
  readonly problem: SyncProblem;
  readonly name: string;
  readonly isTaken: boolean;
  readonly onSettled: () => void;
};

function CardActions({ problem, name, isTaken, onSettled }: CardActionsProps) {
  async function settle(action: 'repeat' | 'leave'): Promise<void> {
    if ((await attempt(client.sync.settle({ id: problem.id, action }))) === undefined) return;
    showDone(action === 'repeat' ? `Yours is written again: ${name}` : `Taken off the list: ${name}`);
    onSettled();
  }

  const again = isTaken ? 'Restore mine' : 'Try again';
  const leave = isTaken ? 'Leave it' : 'Discard';
  return (
    <div className="sync-actions">
      <Button
        look="soft"
        aria-label={`${again}: ${name}`}
        disabledReason={reasonAgainst(problem)}
        onClick={() => void settle('repeat')}
      >
        {again}
      </Button>
      <Button aria-label={`Copy my value: ${name}`} onClick={() => void copyMine(problem)}>
        Copy my value
      </Button>
      <Button look="quiet" aria-label={`${leave}: ${name}`} onClick={() => void settle('leave')}>
        {leave}
      </Button>
    </div>
  );
}

function reasonAgainst({ kind, canRepeat }: SyncProblem): string | undefined {
  if (kind === 'set-aside') return 'You do not reach the place any more: copy what you wrote, or discard it';
  return canRepeat ? undefined : 'Only a part of the text is known: copy it, and type it where it belongs';
}

async function copyMine({ fields }: SyncProblem): Promise<void> {
  const [only, ...others] = fields;
  const text =
    only !== undefined && others.length === 0
      ? asText(only.mine)
      : fields.map(({ name, mine }) => `${fieldText(name)}: ${asText(mine)}`).join('\n');
  await navigator.clipboard.writeText(text);
  showDone('Copied');
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

type Side = SyncProblem['fields'][number];

function isWorthShowing({ name, mine }: Side, isCreation: boolean): boolean {
  if (quietFields.has(name)) return false;
  // Of what was made, what was filled in.
  return !isCreation || !(mine === null || mine === '' || typeof mine === 'object');
}

/** Of an object what differs, part by part: as a text of its own nobody reads it. */
function partsOf(side: Side): readonly Side[] {
  const [mine, theirs] = [objectOf(side.mine), objectOf(side.theirs)];
  if (mine === undefined || theirs === undefined) return [side];
  const names = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])];
  return names
    .filter((name) => JSON.stringify(mine[name]) !== JSON.stringify(theirs[name]))
    .map((name) => ({ ...side, name, mine: mine[name] ?? null, theirs: theirs[name] ?? null }));
}

function objectOf(value: Side['mine']): { readonly [name: string]: Side['mine'] } | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}
