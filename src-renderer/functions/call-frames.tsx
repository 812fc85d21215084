import type { CallFrame } from '#shared/calls/call-failure.ts';

import { formatCount } from './format-cell.ts';
import { revealLine } from './function-store.ts';

type CallFramesProps = { readonly functionId: string; readonly frames: readonly CallFrame[] };

/** Frames drawn of a recursion: the first and the last of it say all. */
const framesShownMax = 40;

/** How an error was reached: the person's own lines, each a button that opens it, and the rest folded away. */
export function CallFrames({ functionId, frames }: CallFramesProps) {
  const own = frames.filter((frame) => frame.isUserSource && frame.line !== null);
  const others = frames.filter((frame) => !frame.isUserSource);
  return (
    <>
      {own.length === 0 ? null : (
        <ol className="run-error-frames" aria-label="Your lines that led to it, the innermost last">
          {shortened(own).map((item, index) =>
            // A recursive function has equal frames; the list never changes.
            typeof item === 'number' ? (
              // oxlint-disable-next-line react/no-array-index-key
              <li key={index}>… {formatCount(item)} more …</li>
            ) : (
              // oxlint-disable-next-line react/no-array-index-key
              <li key={index}>
                <button type="button" onClick={() => revealLine(functionId, item.line ?? 1)}>
                  {item.functionName === '' ? 'top level' : item.functionName}, line {item.line}
                </button>
              </li>
            ),
          )}
        </ol>
      )}
      {others.length === 0 ? null : (
        <details className="run-error-more">
          <summary>
            {formatCount(others.length)} {others.length === 1 ? 'frame' : 'frames'} of the language and its packages
          </summary>
          <ol className="run-error-frames">
            {shortened(others).map((item, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- As above.
              <li key={index}>{typeof item === 'number' ? `… ${formatCount(item)} more …` : describeFrame(item)}</li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}

function describeFrame({ functionName, file, line }: CallFrame): string {
  const place = [file ?? '', line === null ? '' : `line ${String(line)}`].filter((part) => part !== '').join(', ');
  return [functionName, place].filter((part) => part !== '').join(' — ');
}

/** A number stands for so many frames that are left out. */
function shortened(frames: readonly CallFrame[]): readonly (CallFrame | number)[] {
  if (frames.length <= framesShownMax) return frames;
  const half = framesShownMax / 2;
  return [...frames.slice(0, half), frames.length - framesShownMax, ...frames.slice(-half)];
}
