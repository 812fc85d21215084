import { Suspense, useCallback, useEffect, useState } from 'react';

import type { ApiOutputs } from '#shared/features.ts';

import { client } from '../rpc/client.ts';
import { Loading } from '../ui/loading.tsx';
import { describeProblem, showFailure } from '../workspaces/tell-failure.ts';
import { formatCount } from './format-cell.ts';
import { LazyTableGrid } from './lazy-table-grid.tsx';

type FileTableProps = { readonly workspaceId: string; readonly path: string; readonly title: string };
type Answer = { readonly table: ApiOutputs['files']['previewTable'] } | { readonly problem: string };

/** All rows of a table's file, read as they come into sight. */
export function FileTable({ workspaceId, path, title }: FileTableProps) {
  const [answer, setAnswer] = useState<Answer | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    void readShape(workspaceId, path, stop.signal).then((read) => {
      if (!stop.signal.aborted) setAnswer(read);
    });
    return () => stop.abort();
  }, [workspaceId, path]);
  const readPage = useCallback(
    async (rowFirst: number, rowCount: number) =>
      (await client.files.readTable({ workspaceId, path, rowFirst, rowCount })).columns,
    [workspaceId, path],
  );

  const loading = <Loading label={`Reading ${title}`} lines={4} />;
  if (answer === null) return loading;
  if ('problem' in answer)
    return (
      <p className="field-error" role="alert">
        {answer.problem}
      </p>
    );
  const { rowCount, columns, indexCount } = answer.table;
  return (
    <>
      <p className="field-hint">
        {formatCount(rowCount)} {rowCount === 1 ? 'row' : 'rows'}, {formatCount(columns.length)}{' '}
        {columns.length === 1 ? 'column' : 'columns'}
      </p>
      <div className="file-table">
        <Suspense fallback={loading}>
          <LazyTableGrid
            {...{ readPage, title, rowCount, columns, indexCount, onFailure: showFailure }}
            isMatrix={false}
          />
        </Suspense>
      </div>
    </>
  );
}

async function readShape(workspaceId: string, path: string, signal: AbortSignal): Promise<Answer> {
  try {
    return { table: await client.files.previewTable({ workspaceId, path }, { signal }) };
  } catch (error) {
    const { title, remedy } = describeProblem(error);
    return { problem: `${title}. ${remedy}` };
  }
}
