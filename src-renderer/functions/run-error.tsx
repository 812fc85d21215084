import { Button } from '@mantine/core';
import { CircleAlert } from 'lucide-react';

import type { CallCause, CallFailure } from '#shared/calls/call-failure.ts';
import { describeError } from '#shared/calls/describe-error.ts';
import { lineOfFailure } from '#shared/failure-texts.ts';

import { describeFailure } from '../workspaces/tell-failure.ts';
import { CallFrames } from './call-frames.tsx';
import { revealLine, showSetting } from './function-store.ts';
import { InstallText } from './install-text.tsx';
import { settingOfFailure } from './setting-texts.ts';

type RunErrorProps = { readonly functionId: string; readonly failure: CallFailure };

/** Why a run ended without a result: what happened, what it means, what to do, and the user's own lines to click. */
export function RunError({ functionId, failure }: RunErrorProps) {
  const text = describeFailure(failure);
  return (
    <section className="run-error" aria-label="Why the run failed">
      <CircleAlert size={18} aria-hidden />
      <div>
        <h3>{text.title}</h3>
        {text.detail === '' ? null : <p className="run-error-detail">{text.detail}</p>}
        {text.remedy === '' ? null : (
          <div className="run-error-remedy">
            <InstallText text={text.remedy} />
          </div>
        )}
        <RemedyButtons functionId={functionId} failure={failure} />
        {'frames' in failure ? <CallFrames functionId={functionId} frames={failure.frames} /> : null}
        {failure.kind === 'function-error' ? (
          <>
            <Causes functionId={functionId} causes={failure.causes} />
            <Trace trace={failure.trace} />
          </>
        ) : null}
      </div>
    </section>
  );
}

function RemedyButtons({ functionId, failure }: RunErrorProps) {
  const line = lineOfFailure(failure);
  const setting = settingOfFailure(failure);
  if (line === null && setting === null) return null;
  return (
    <div className="run-error-buttons">
      {line === null ? null : (
        <Button size="compact-xs" variant="default" onClick={() => revealLine(functionId, line)}>
          Go to line {line}
        </Button>
      )}
      {setting === null ? null : (
        <Button size="compact-xs" variant="default" onClick={() => showSetting(setting.setting)}>
          {setting.label}
        </Button>
      )}
    </div>
  );
}

type CausesProps = { readonly functionId: string; readonly causes: readonly CallCause[] };

/** What the error came of, each as the error itself is told. */
function Causes({ functionId, causes }: CausesProps) {
  if (causes.length === 0) return null;
  return (
    <ol className="run-error-causes" aria-label="What the error came of">
      {causes.map((cause, index) => (
        // Two causes may be equal; the list never changes.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={index}>
          <p>
            <span className="run-error-from">It came of</span>{' '}
            <span className="run-error-detail">{describeError(cause)}</span>
          </p>
          <CallFrames functionId={functionId} frames={cause.frames} />
        </li>
      ))}
    </ol>
  );
}

function Trace({ trace }: { readonly trace: string }) {
  if (trace === '') return null;
  return (
    <details className="run-error-more">
      <summary>The language’s own trace</summary>
      <pre className="run-error-trace" tabIndex={0} aria-label="Trace">
        {trace}
      </pre>
    </details>
  );
}
