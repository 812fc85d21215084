import { useEffect, useState } from 'react';

import type { ApiOutputs } from '#shared/features.ts';

import { client } from '../rpc/client.ts';
import { describeProblem } from '../workspaces/tell-failure.ts';
import { formatCount } from './format-cell.ts';

type Preview = ApiOutputs['files']['previewTable'];
type Answer = { readonly preview: Preview } | { readonly problem: string };

export type TablePreviewProps = {
  readonly workspaceId: string;
  readonly path: string;
};

const typingMs = 250; // A path that is being typed is not yet a file.

/** The shape and the first rows of a table's file. Mount it with the path as its key. */
export function TablePreview({ workspaceId, path }: TablePreviewProps) {
  const [answer, setAnswer] = useState<Answer | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      void readPreview(workspaceId, path, stop.signal).then((read) => {
        if (!stop.signal.aborted) setAnswer(read);
      });
    }, typingMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [workspaceId, path]);

  if (answer === null) return null;
  if ('problem' in answer) return <p className="field-error">{answer.problem}</p>;
  const { preview } = answer;
  return (
    <details className="csv-preview">
      <summary>
        <span className="num">
          {formatCount(preview.rowCount)} × {preview.columns.length}
        </span>
        <span className="csv-preview-columns">{preview.columns.map((column) => column.name).join(', ')}</span>
      </summary>
      {/* Scrolls sideways, so the keyboard must reach it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="csv-preview-rows" tabIndex={0} role="region" aria-label="First rows of the file">
        <table>
          <thead>
            <tr>
              {preview.columns.map((column, index) => (
                <th key={`${String(index)} ${column.name}`} scope="col" title={column.type}>
                  {column.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.rows.map((row, rowIndex) => (
              // The rows of a file have no other name than their place.
              // oxlint-disable-next-line react/no-array-index-key
              <tr key={rowIndex}>
                {row.map((cell, index) => (
                  // oxlint-disable-next-line react/no-array-index-key
                  <td key={index} className={typeof cell === 'number' ? 'num' : undefined}>
                    {cell === null ? 'NA' : String(cell)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

async function readPreview(workspaceId: string, path: string, signal: AbortSignal): Promise<Answer> {
  try {
    return { preview: await client.files.previewTable({ workspaceId, path }, { signal }) };
  } catch (error) {
    const { title, remedy } = describeProblem(error);
    return { problem: `${title}. ${remedy}` };
  }
}
