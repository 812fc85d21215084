import type { ReactNode } from 'react';

import { Button } from '../ui/button.tsx';
import { ProblemLine } from './problem-line.tsx';
import type { Pages } from './use-pages.ts';

export type DataTableProps = {
  /** What the table lists, for a screen reader. */
  readonly label: string;
  /** The heads; an empty one, over buttons, is said as "Actions". `#` before it: a column of numbers. */
  readonly heads: readonly string[];
  /** Rows of a table. */
  readonly children: ReactNode;
  /** Below the last row. */
  readonly foot?: ReactNode;
};

/** A table that scrolls below its heads. */
export function DataTable({ label, heads, children, foot }: DataTableProps) {
  return (
    // Scrolls, so the keyboard must reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="admin-table" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <Head key={head} head={head} />
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
      {foot}
    </div>
  );
}

function Head({ head }: { readonly head: string }) {
  if (head === '') {
    return (
      <th scope="col">
        <span className="visually-hidden">Actions</span>
      </th>
    );
  }
  const isNumber = head.startsWith('#');
  return (
    <th scope="col" className={isNumber ? 'admin-number' : undefined}>
      {isNumber ? head.slice(1) : head}
    </th>
  );
}

export type MoreButtonProps = { readonly pages: Pages<unknown> };

/** The way to the rest of a long list. */
export function MoreButton({ pages }: MoreButtonProps) {
  const { value = [], hasMore, isAskingMore, moreProblem, askMore } = pages;
  if (!hasMore) return null;
  return (
    <div className="admin-more">
      <span className="num">The first {value.length} are shown.</span>
      <Button isBusy={isAskingMore} onClick={askMore}>
        Show more
      </Button>
      <ProblemLine problem={moreProblem} />
    </div>
  );
}
