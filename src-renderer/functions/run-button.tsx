import { CircleStop, Play } from 'lucide-react';

import { overallFraction } from '#shared/functions/run-progress.ts';
import type { FunctionRecord, RunRecord } from '#shared/functions/function-entities.ts';

import { useForbidden } from '../workspaces/use-forbidden.ts';
import { Button } from '../ui/button.tsx';
import { formatPercent, SmallProgress } from './progress-bars.tsx';
import { formatDuration } from './format-cell.ts';
import { cancelRun, runFunction } from './run-actions.ts';
import { cannotRunReason } from './runtime-texts.ts';
import { isUnderWay } from './use-latest-runs.ts';
import { useRunProgress } from './use-run-progress.ts';
import { useNow } from './use-now.ts';
import { useRuntime } from './use-runtimes.ts';

export type RunButtonProps = { readonly record: FunctionRecord; readonly run: RunRecord | undefined };

export function RunButton({ record, run }: RunButtonProps) {
  const runtime = useRuntime(record.language);
  const forbidden = useForbidden('function:run');
  if (isUnderWay(run)) return <CancelButton run={run} />;
  return (
    <Button
      look="primary"
      isWide
      isFilled
      icon={Play}
      shortcut="Mod+Enter"
      disabledReason={forbidden ?? cannotRunReason(runtime)}
      onClick={() => void runFunction(record.id)}
    >
      Run function
    </Button>
  );
}

function CancelButton({ run }: { readonly run: RunRecord }) {
  const nowMs = useNow(100);
  const bars = useRunProgress(run.id);
  const fraction = overallFraction(bars);
  const tookMs = Math.max(0, nowMs - (run.startedAt ?? run.createdAt));
  return (
    <div className="run-under-way">
      <Button isWide icon={CircleStop} shortcut="Mod+." onClick={() => void cancelRun(run)}>
        Cancel{' '}
        <span className="num run-elapsed">
          {tookMs < 1000 ? `${(tookMs / 1000).toFixed(1)} s` : formatDuration(tookMs)}
          {fraction === null ? '' : `, ${formatPercent(fraction)}`}
        </span>
      </Button>
      <SmallProgress bars={bars} label={`Progress of ${run.functionName}`} />
    </div>
  );
}
