import { useCallback } from 'react';

import type { Shown } from '#shared/functions/outcome.ts';

import { client } from '../rpc/client.ts';
import { LazyTableGrid } from './lazy-table-grid.tsx';

type ResultTableProps = {
  readonly runId: string;
  readonly shownIndex: number;
  readonly title: string;
  readonly shown: Extract<Shown, { readonly kind: 'table' }>;
  readonly onFailure: (error: unknown) => void;
};

/** A table that a run has given. */
export function ResultTable({ runId, shownIndex, title, shown, onFailure }: ResultTableProps) {
  const readPage = useCallback(
    async (rowFirst: number, rowCount: number) =>
      (await client.runs.readTable({ runId, shownIndex, rowFirst, rowCount })).columns,
    [runId, shownIndex],
  );
  const { rowCount, columns, indexCount, isMatrix } = shown;
  return <LazyTableGrid {...{ readPage, title, rowCount, columns, indexCount, isMatrix, onFailure }} />;
}
