import { Button } from '@mantine/core';
import { CircleAlert } from 'lucide-react';

import type { CallFailure, CallFrame } from '#shared/calls/call-failure.ts';
import { userFrame } from '#shared/failure-texts.ts';

import { describeFailure } from '../workspaces/tell-failure.ts';
import { revealLine } from './function-store.ts';
import { InstallText } from './install-text.tsx';

type RunErrorProps = { readonly functionId: string; readonly failure: CallFailure };

/** Why a run ended without a result: what happened, what it means, what to do, and the user's own lines to click. */
export function RunError({ functionId, failure }: RunErrorProps) {
  const text = describeFailure(failure);
  const line = lineOf(failure);
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
        {line === null ? null : (
          <Button size="compact-xs" variant="default" onClick={() => revealLine(functionId, line)}>
            Go to line {line}
          </Button>
        )}
        {failure.kind === 'function-error' ? (
          <Trace functionId={functionId} frames={failure.frames} trace={failure.trace} />
        ) : null}
        {failure.kind === 'session-died' && failure.lastOutput !== '' ? (
          <pre className="run-error-trace">{failure.lastOutput}</pre>
        ) : null}
      </div>
    </section>
  );
}

type TraceProps = { readonly functionId: string; readonly frames: readonly CallFrame[]; readonly trace: string };

function Trace({ functionId, frames, trace }: TraceProps) {
  const own = frames.filter((frame) => frame.isUserSource && frame.line !== null);
  return (
    <>
      {own.length > 1 ? (
        <ol className="run-error-frames" aria-label="How it was reached">
          {own.map(({ functionName, line }, index) => (
            // A recursive function has equal frames; the list never changes.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={index}>
              <button type="button" onClick={() => revealLine(functionId, line ?? 1)}>
                {functionName === '' ? 'top level' : functionName}, line {line}
              </button>
            </li>
          ))}
        </ol>
      ) : null}
      {trace === '' ? null : (
        <details className="run-error-more">
          <summary>Trace</summary>
          <pre className="run-error-trace">{trace}</pre>
        </details>
      )}
    </>
  );
}

function lineOf(failure: CallFailure): number | null {
  if (failure.kind === 'syntax-error') return failure.line;
  return failure.kind === 'function-error' ? (userFrame(failure.frames)?.line ?? null) : null;
}
