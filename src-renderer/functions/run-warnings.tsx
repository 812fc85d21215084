import { TriangleAlert } from 'lucide-react';

import type { Outcome } from '#shared/functions/outcome.ts';

import { formatCount } from './format-cell.ts';

type RunWarningsProps = { readonly warnings: Outcome['warnings'] };

/** What the language warned of, beside a result as beside an error: one line, which opens. */
export function RunWarnings({ warnings }: RunWarningsProps) {
  const [first] = warnings;
  if (first === undefined) return null;
  const count = warnings.reduce((sum, warning) => sum + warning.count, 0);
  return (
    <details className="run-warnings">
      <summary>
        <TriangleAlert size={14} aria-hidden />
        <strong>
          {formatCount(count)} {count === 1 ? 'warning' : 'warnings'}
        </strong>
        <span className="run-warnings-first">{first.text}</span>
      </summary>
      <ul aria-label="Warnings">
        {warnings.map(({ text, count: times }) => (
          <li key={text}>
            {text}
            {times === 1 ? null : <span className="run-warnings-count num"> {formatCount(times)} times</span>}
          </li>
        ))}
      </ul>
    </details>
  );
}
