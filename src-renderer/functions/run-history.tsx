import { Play, Share2, TextCursorInput, Trash2 } from 'lucide-react';

import { functionVersionEntity, runEntity } from '#shared/functions/function-entities.ts';
import type { RunRecord } from '#shared/functions/function-entities.ts';

import { useRecords } from '../live/use-records.ts';
import { client } from '../rpc/client.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { describeArguments } from './describe-arguments.ts';
import { describeSource } from './describe-source.ts';
import { formatAgo, formatDuration } from './format-cell.ts';
import { chooseArguments } from './function-store.ts';
import { chooseResultTab, chooseRun } from './result-store.ts';
import { RunStateMark } from './run-state-mark.tsx';
import { useShareProblem } from './use-share-problem.ts';

type RunHistoryProps = {
  readonly functionId: string;
  readonly runs: readonly RunRecord[];
  readonly shownRunId: string | undefined;
  readonly nowMs: number;
  readonly onShare: (run: RunRecord) => void;
  readonly onFailure: (error: unknown) => void;
};

/** Every kept run of a function: look at it, run it again, or take its arguments into the form. */
export function RunHistory({ functionId, runs, shownRunId, nowMs, onShare, onFailure }: RunHistoryProps) {
  const { records: versions } = useRecords(functionVersionEntity, { where: { functionId } });
  return (
    <div className="runs" tabIndex={0} role="region" aria-label="Runs of this function">
      <table>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">State</th>
            <th scope="col">Source</th>
            <th scope="col">Arguments</th>
            <th scope="col" className="runs-number">
              Took
            </th>
            <th scope="col">When</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id} aria-selected={run.id === shownRunId} data-shown={run.id === shownRunId}>
              <td>
                <button
                  type="button"
                  className="runs-open"
                  onClick={() => showRun(functionId, run.id === runs[0]?.id ? null : run.id)}
                >
                  Run {run.runNumber}
                </button>
              </td>
              <td>
                <RunStateMark state={run.state} />
              </td>
              <td>{describeSource(run, versions)}</td>
              <td className="runs-arguments" title={describeArguments(run.arguments)}>
                {describeArguments(run.arguments) || 'defaults'}
              </td>
              <td className="runs-number">{run.tookMs === null ? '' : formatDuration(run.tookMs)}</td>
              <td>{formatAgo(run.createdAt, nowMs)}</td>
              <td className="runs-actions">
                <RunActions functionId={functionId} run={run} onShare={onShare} onFailure={onFailure} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type RunActionsProps = Pick<RunHistoryProps, 'functionId' | 'onShare' | 'onFailure'> & { readonly run: RunRecord };

function RunActions({ functionId, run, onShare, onFailure }: RunActionsProps) {
  const shareProblem = useShareProblem(run);
  return (
    <>
      <IconButton
        isSmall
        label={`Run again as in run ${String(run.runNumber)}`}
        icon={Play}
        onClick={() => void runAgain(functionId, run).catch(onFailure)}
      />
      <IconButton
        isSmall
        label={`Use the arguments of run ${String(run.runNumber)}`}
        icon={TextCursorInput}
        onClick={() => chooseArguments(functionId, run.arguments)}
      />
      <IconButton
        isSmall
        label={`Share the result of run ${String(run.runNumber)}…`}
        icon={Share2}
        disabledReason={shareProblem}
        onClick={() => onShare(run)}
      />
      <IconButton
        isSmall
        label={`Delete run ${String(run.runNumber)} and its result`}
        icon={Trash2}
        disabledReason={run.state === 'waiting' || run.state === 'running' ? 'Cancel it first' : undefined}
        onClick={() => void client.records.remove({ entity: runEntity.name, id: run.id }).catch(onFailure)}
      />
    </>
  );
}

/** Null shows the latest, also when there is a later one. */
function showRun(functionId: string, runId: string | null): void {
  chooseRun(functionId, runId);
  chooseResultTab('result');
}

async function runAgain(functionId: string, { versionId, arguments: args }: RunRecord): Promise<void> {
  showRun(functionId, null);
  await client.runs.start({ functionId, versionId, arguments: args });
}
