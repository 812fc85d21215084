import './all-runs-page.css';

import { History } from 'lucide-react';

import { runEntity } from '#shared/functions/function-entities.ts';
import type { RunRecord } from '#shared/functions/function-entities.ts';

import { useRecords } from '../live/use-records.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { LanguageBadge } from '../ui/language-badge.tsx';
import { Loading } from '../ui/loading.tsx';
import { functionPath, goTo } from '../workspaces/paths.ts';
import { formatAgo, formatDuration } from './format-cell.ts';
import { functionsPath } from './last-place.ts';
import { chooseResultTab, chooseRun } from './result-store.ts';
import { RunStateMark } from './run-state-mark.tsx';
import { useNow } from './use-now.ts';

export type AllRunsPageProps = { readonly workspaceId: string };

const runsMax = 200; // More than a person looks back in one list.

/** The latest runs of every function of a workspace. */
export function AllRunsPage({ workspaceId }: AllRunsPageProps) {
  const { records: runs, isLoading } = useRecords(runEntity, {
    where: { workspaceId },
    order: [{ field: 'createdAt', direction: 'down' }],
    limit: runsMax,
  });
  return (
    <main className="all-runs" aria-label="Runs">
      <header className="page-head">
        <h1>Runs</h1>
        {runs.length === 0 ? null : <span className="page-head-note">the latest {runs.length} of this workspace</span>}
      </header>
      {isLoading ? <Loading label="Loading the runs" lines={10} /> : null}
      {!isLoading && runs.length === 0 ? <NoRuns workspaceId={workspaceId} /> : null}
      {runs.length === 0 ? null : <RunTable runs={runs} workspaceId={workspaceId} />}
    </main>
  );
}

function NoRuns({ workspaceId }: AllRunsPageProps) {
  return (
    <EmptyState
      icon={History}
      title="Nothing has been run yet"
      actions={<Button onClick={() => goTo(functionsPath(workspaceId))}>To the functions</Button>}
    >
      Each run of a function is listed here with its arguments, its result and its log.
    </EmptyState>
  );
}

type RunTableProps = { readonly runs: readonly RunRecord[]; readonly workspaceId: string };

function RunTable({ runs, workspaceId }: RunTableProps) {
  const nowMs = useNow(1000);
  return (
    // Scrolls, so the keyboard must reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="all-runs-table" tabIndex={0} role="region" aria-label="List of runs">
      <table>
        <thead>
          <tr>
            <th scope="col">Function</th>
            <th scope="col">Run</th>
            <th scope="col">State</th>
            <th scope="col">From</th>
            <th scope="col" className="all-runs-number">
              Took
            </th>
            <th scope="col">When</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.id} run={run} workspaceId={workspaceId} nowMs={nowMs} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

type RunRowProps = { readonly run: RunRecord; readonly workspaceId: string; readonly nowMs: number };

function RunRow({ run, workspaceId, nowMs }: RunRowProps) {
  const { functionId } = run;
  const tookMs = run.tookMs ?? (run.state === 'running' && run.startedAt !== null ? nowMs - run.startedAt : null);
  return (
    <tr>
      <td>
        <span className="all-runs-function">
          <LanguageBadge language={run.language} />
          {functionId === null ? (
            run.functionName
          ) : (
            <button
              type="button"
              className="link-button"
              onClick={() => {
                chooseRun(functionId, run.id);
                chooseResultTab('result');
                goTo(functionPath(workspaceId, functionId));
              }}
            >
              {run.functionName}
            </button>
          )}
        </span>
      </td>
      <td className="num">{run.runNumber}</td>
      <td>
        <RunStateMark state={run.state} />
      </td>
      <td>{run.origin === 'app' ? 'App' : 'Command line'}</td>
      <td className="all-runs-number num">{tookMs === null ? '' : formatDuration(Math.max(0, tookMs))}</td>
      <td>{formatAgo(run.createdAt, nowMs)}</td>
    </tr>
  );
}
