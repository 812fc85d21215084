import { SegmentedControl } from '@mantine/core';
import { ArrowLeft, Trash2 } from 'lucide-react';
import { useState } from 'react';

import { functionVersionEntity } from '#shared/functions/function-entities.ts';
import type { Shown } from '#shared/functions/outcome.ts';
import type { SharedResultRecord } from '#shared/functions/shared-result-entities.ts';

import { useRecords } from '../../live/use-records.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { showFailure } from '../../workspaces/tell-failure.ts';
import { describeSource } from '../describe-source.ts';
import { formatAgo, formatDuration } from '../format-cell.ts';
import { LogView } from '../log-view.tsx';
import { RunError } from '../run-error.tsx';
import { RunStateMark } from '../run-state-mark.tsx';
import { RunWarnings } from '../run-warnings.tsx';
import { ShownItems } from '../shown-items.tsx';
import { useUserName } from './attachment-row.tsx';
import { ComingFiles } from './coming-files.tsx';
import { useMissingFiles } from './use-missing-files.ts';
import { unshare } from './shared-results.tsx';

export type SharedResultViewProps = {
  readonly result: SharedResultRecord;
  readonly functionName: string;
  readonly nowMs: number;
  readonly readOnlyReason: string | undefined;
  readonly onClose: () => void;
};

type Part = 'result' | 'log' | 'about';

/** A shared result as its run showed it, with how it came to be. */
export function SharedResultView({ result, functionName, nowMs, readOnlyReason, onClose }: SharedResultViewProps) {
  const [part, setPart] = useState<Part>('result');
  const author = useUserName(result.createdBy);
  return (
    <section className="shared-result" aria-label={`Shared result of ${author}`}>
      <header className="shared-result-bar">
        <Button look="quiet" icon={ArrowLeft} onClick={onClose}>
          Files
        </Button>
        <SegmentedControl
          size="xs"
          aria-label="Result, log or how it came to be"
          value={part}
          onChange={setPart}
          data={parts}
        />
        <span className="result-spring" />
        <RunStateMark state={result.state} />
        <span className="shared-result-who">
          <bdi>{author}</bdi>, {formatAgo(result.createdAt, nowMs)}
        </span>
        <IconButton
          label="Remove this shared result"
          icon={Trash2}
          disabledReason={readOnlyReason}
          onClick={() => void unshare(result.id)}
        />
      </header>
      <div className="result-body">
        {part === 'result' ? <SharedOutcome result={result} functionName={functionName} /> : null}
        {part === 'log' ? <SharedLog result={result} /> : null}
        {part === 'about' ? <About result={result} author={author} /> : null}
      </div>
    </section>
  );
}

const parts: { readonly value: Part; readonly label: string }[] = [
  { value: 'result', label: 'Result' },
  { value: 'log', label: 'Log' },
  { value: 'about', label: 'About' },
];

function SharedOutcome({ result, functionName }: Pick<SharedResultViewProps, 'result' | 'functionName'>) {
  const [problem, setProblem] = useState<string | null>(null);
  const { missing, isLoading } = useMissingFiles(result.id);
  const { shown, failure, warnings } = result.outcome;
  const isBare = shown.length === 0 && failure === null && warnings.length === 0;
  if (isLoading) return null;
  const isHere = (one: Shown): boolean => !('blob' in one) || !missing.some(({ file }) => file.content === one.blob);
  return (
    <>
      <ComingFiles missing={missing} author={result.createdBy} />
      {failure === null ? null : <RunError functionId={result.functionId} failure={failure} />}
      <RunWarnings warnings={warnings} />
      {problem === null ? null : (
        <p className="result-note" role="alert">
          {problem}
        </p>
      )}
      {isBare ? <p className="result-note">Of its result nothing was shared.</p> : null}
      {shown.length === 0 ? null : (
        <ShownItems
          source={{ id: result.id, fileName: functionName }}
          shown={shown}
          isHere={isHere}
          onProblem={setProblem}
        />
      )}
    </>
  );
}

function SharedLog({ result: { id, outcome, createdBy } }: Pick<SharedResultViewProps, 'result'>) {
  const { files, missing, isLoading } = useMissingFiles(id);
  const hasLog = files.some(({ resultPart }) => resultPart === 'log');
  if (isLoading) return null;
  if (!hasLog && (outcome.log ?? []).length === 0)
    return <p className="result-note">Its log was not shared, or nothing was printed.</p>;
  const coming = missing.filter(({ file }) => file.resultPart === 'log');
  if (coming.length > 0) return <ComingFiles missing={coming} author={createdBy} />;
  return <LogView runId={id} onFailure={showFailure} />;
}

function About({ result, author }: Pick<SharedResultViewProps, 'result'> & { readonly author: string }) {
  const { records: versions } = useRecords(functionVersionEntity, { where: { functionId: result.functionId } });
  return (
    // Scrolls, so the keyboard must reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <dl className="shared-about" tabIndex={0} aria-label="How the result came to be">
      <dt>Version</dt>
      <dd className="num">{describeSource(result, versions)}</dd>
      <dt>Arguments</dt>
      <dd className="shared-about-arguments">
        {result.argumentsText === '' ? 'not shared, or the defaults' : result.argumentsText}
      </dd>
      {result.tookMs === null ? null : (
        <>
          <dt>Took</dt>
          <dd className="num">{formatDuration(result.tookMs)}</dd>
        </>
      )}
      {result.interpreter === null ? null : (
        <>
          <dt>Interpreter</dt>
          <dd>{result.interpreter}</dd>
        </>
      )}
      {result.startedAt === null ? null : (
        <>
          <dt>Run at</dt>
          <dd>{new Date(result.startedAt).toLocaleString()}</dd>
        </>
      )}
      <dt>Shared by</dt>
      <dd>
        <bdi>{author}</bdi>, {new Date(result.createdAt).toLocaleString()}
      </dd>
      {result.note === '' ? null : (
        <>
          <dt>Note</dt>
          <dd dir="auto">{result.note}</dd>
        </>
      )}
    </dl>
  );
}
