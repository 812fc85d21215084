import './result.css';

import { SegmentedControl } from '@mantine/core';
import { History, Layers, Maximize2, Minimize2, Paperclip, Play, ScrollText, Share2 } from 'lucide-react';
import { useState } from 'react';

import { runEntity } from '#shared/functions/function-entities.ts';
import type { RunRecord } from '#shared/functions/function-entities.ts';

import { useRecords } from '../live/use-records.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { showProblem } from '../ui/toasts.tsx';
import { describeProblem } from '../workspaces/tell-failure.ts';
import { FilesPanel } from './attachments/files-panel.tsx';
import { ShareDialog } from './attachments/share-dialog.tsx';
import { formatAgo, formatDuration } from './format-cell.ts';
import { LogView } from './log-view.tsx';
import { ProgressBars } from './progress-bars.tsx';
import { chooseResultTab, chooseRun, useChosenRunId, useResultTab } from './result-store.ts';
import { RunError } from './run-error.tsx';
import { RunHistory } from './run-history.tsx';
import { RunWarnings } from './run-warnings.tsx';
import { RunStateMark, runStateNames } from './run-state-mark.tsx';
import { ShownItems } from './shown-items.tsx';
import { useShareProblem } from './use-share-problem.ts';
import { useRunProgress } from './use-run-progress.ts';
import { useNow } from './use-now.ts';

/** Runs listed of one function; the core keeps the results of fewer. */
const runsMax = 200;

type ResultPanelProps = {
  readonly functionId: string;
  readonly isMaximised?: boolean;
  readonly onMaximise?: (isMaximised: boolean) => void;
};

/** The lower pane of the function page: what the latest (or a chosen) run gave, printed, and all runs before it. */
export function ResultPanel({ functionId, isMaximised = false, onMaximise }: ResultPanelProps) {
  const tab = useResultTab();
  const [sharing, setSharing] = useState<RunRecord | null>(null);
  const chosenRunId = useChosenRunId(functionId);
  const { records: runs, isLoading } = useRecords(runEntity, {
    where: { functionId },
    order: [{ field: 'createdAt', direction: 'down' }],
    limit: runsMax,
  });
  const run = runs.find((candidate) => candidate.id === chosenRunId) ?? runs[0];
  const nowMs = useNow(run?.state === 'running' || run?.state === 'waiting' ? 200 : 20_000);

  return (
    <section className="result" aria-label="Result">
      <header className="result-bar">
        <SegmentedControl
          size="xs"
          aria-label="Result, log, runs or files"
          value={tab}
          onChange={chooseResultTab}
          data={tabs.map(({ value, label, Icon }) => ({
            value,
            label: (
              <span className="result-tab">
                <Icon size={14} aria-hidden /> {label}
              </span>
            ),
          }))}
        />
        <span className="result-spring" />
        {run === undefined || tab === 'files' ? null : (
          <RunSummary
            run={run}
            nowMs={nowMs}
            isLatest={run.id === runs[0]?.id}
            functionId={functionId}
            onShare={setSharing}
          />
        )}
        {onMaximise === undefined ? null : (
          <IconButton
            label={isMaximised ? 'Back to the editor' : 'Result over the whole page'}
            icon={isMaximised ? Minimize2 : Maximize2}
            onClick={() => onMaximise(!isMaximised)}
          />
        )}
      </header>
      <div className="result-body">
        {tab === 'files' ? <FilesPanel functionId={functionId} nowMs={nowMs} /> : null}
        {run === undefined && tab !== 'files' ? <NoRun isLoading={isLoading} /> : null}
        {run !== undefined && tab === 'result' ? <RunOutcome run={run} functionId={functionId} nowMs={nowMs} /> : null}
        {run !== undefined && tab === 'log' ? <LogView key={run.id} runId={run.id} onFailure={tellFailure} /> : null}
        {run !== undefined && tab === 'runs' ? (
          <RunHistory
            functionId={functionId}
            runs={runs}
            shownRunId={run.id}
            nowMs={nowMs}
            onShare={setSharing}
            onFailure={tellFailure}
          />
        ) : null}
      </div>
      {sharing === null ? null : <ShareDialog run={sharing} onClose={() => setSharing(null)} />}
    </section>
  );
}

const tabs = [
  { value: 'result', label: 'Result', Icon: Layers },
  { value: 'log', label: 'Log', Icon: ScrollText },
  { value: 'runs', label: 'Runs', Icon: History },
  { value: 'files', label: 'Files', Icon: Paperclip },
] as const;

type RunSummaryProps = {
  readonly run: RunRecord;
  readonly nowMs: number;
  readonly isLatest: boolean;
  readonly functionId: string;
  readonly onShare: (run: RunRecord) => void;
};

function RunSummary({ run, nowMs, isLatest, functionId, onShare }: RunSummaryProps) {
  const shareProblem = useShareProblem(run);
  return (
    <>
      <span className="result-summary" aria-live="polite">
        {isLatest ? null : (
          <button type="button" className="result-latest" onClick={() => chooseRun(functionId, null)}>
            Show the latest run
          </button>
        )}
        <RunStateMark
          state={run.state}
          label={
            run.state === 'done'
              ? `Run ${String(run.runNumber)}`
              : `Run ${String(run.runNumber)}: ${runStateNames[run.state].toLowerCase()}`
          }
        />
        {run.tookMs === null ? null : <span className="num">{formatDuration(run.tookMs)}</span>}
        {run.interpreter === null ? null : (
          <span className="result-interpreter" title={run.interpreter}>
            {run.interpreter.replace(/ \(.*\)$/, '')}
          </span>
        )}
        {run.endedAt === null ? null : <span>{formatAgo(run.endedAt, nowMs)}</span>}
      </span>
      <IconButton label="Share this result…" icon={Share2} disabledReason={shareProblem} onClick={() => onShare(run)} />
    </>
  );
}

function RunOutcome({
  run,
  functionId,
  nowMs,
}: {
  readonly run: RunRecord;
  readonly functionId: string;
  readonly nowMs: number;
}) {
  const [problem, setProblem] = useState<string | null>(null);
  if (run.state === 'waiting' || run.state === 'running') {
    return <UnderWay run={run} nowMs={nowMs} />;
  }
  const failure = run.outcome?.failure ?? null;
  const shown = run.outcome?.shown ?? [];
  return (
    <>
      {failure === null ? null : <RunError functionId={functionId} failure={failure} />}
      <RunWarnings warnings={run.outcome?.warnings ?? []} />
      {problem === null ? null : (
        <p className="result-note" role="alert">
          {problem}
        </p>
      )}
      {shown.length === 0 ? null : (
        <ShownItems
          key={run.id}
          source={{ id: run.id, fileName: `${run.functionName} ${String(run.runNumber)}` }}
          shown={shown}
          onProblem={setProblem}
        />
      )}
    </>
  );
}

/** While there is no result: how long it has taken, how far it is and where to look meanwhile. */
function UnderWay({ run, nowMs }: { readonly run: RunRecord; readonly nowMs: number }) {
  const bars = useRunProgress(run.id);
  return (
    <div className="result-empty">
      <h3 role="status">{run.state === 'waiting' ? 'Waiting for the interpreter' : 'Running'}</h3>
      <p className="num">{formatDuration(Math.max(0, nowMs - (run.startedAt ?? run.createdAt)))}</p>
      <ProgressBars bars={bars} nowMs={nowMs} />
      <p>What it prints is in the log as it comes. Cancel ends it at any moment.</p>
    </div>
  );
}

function NoRun({ isLoading }: { readonly isLoading: boolean }) {
  if (isLoading) return null;
  return (
    <EmptyState icon={Play} title="Not run yet">
      Fill in the parameters and press Run. The result, what was printed, and every run stay here.
    </EmptyState>
  );
}

function tellFailure(error: unknown): void {
  showProblem(describeProblem(error));
}
