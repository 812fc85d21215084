/*
 * The rows of a shown table that are near what is on screen. A million rows stay in the core; the grid asks for cells one
 * by one and gets `undefined` until their page has come. Pages that were not looked at for longest are let go.
 */
import type { WireCell } from './format-cell.ts';

/** Rows per page: about 20 screens of a small window, and some 100 kB for ten columns. */
export const pageRows = 400;
/** Pages kept: 25,600 rows, far more than a screen, little memory. */
const pagesMax = 64;

export type ReadPage = (rowFirst: number, rowCount: number) => Promise<readonly (readonly WireCell[])[]>;

export type TablePages = {
  readonly cellAt: (columnIndex: number, rowIndex: number) => WireCell | undefined;
  /** Fetches what is missing of the rows [first, last] and a page around them; calls back per page that came. */
  readonly show: (rowFirst: number, rowLast: number) => void;
  /** The rows [first, first + count), waiting for what has not come. For copying. */
  readonly rows: (rowFirst: number, rowCount: number) => Promise<readonly (readonly WireCell[])[]>;
  /** Tells one listener at a time what comes; the function that is returned ends it. */
  readonly listen: (listener: Listener) => () => void;
};

type Listener = {
  readonly onPage: (rowFirst: number, rowCount: number) => void;
  readonly onFailure: (error: unknown) => void;
};

export function createTablePages(read: ReadPage, rowCount: number): TablePages {
  const pages = new Map<number, readonly (readonly WireCell[])[]>();
  const pending = new Map<number, Promise<void>>();
  let listener: Listener | undefined;

  function fetchPage(page: number): Promise<void> {
    const under = pending.get(page);
    if (under !== undefined) return under;
    const rowFirst = page * pageRows;
    const count = Math.min(pageRows, rowCount - rowFirst);
    const work = read(rowFirst, count).then(
      (columns) => {
        pending.delete(page);
        pages.set(page, columns);
        dropOldest(pages);
        listener?.onPage(rowFirst, count);
      },
      (error: unknown) => {
        pending.delete(page);
        listener?.onFailure(error);
      },
    );
    pending.set(page, work);
    return work;
  }

  const lastPage = Math.max(0, Math.ceil(rowCount / pageRows) - 1);

  return {
    cellAt: (columnIndex, rowIndex) => pages.get(Math.floor(rowIndex / pageRows))?.[columnIndex]?.[rowIndex % pageRows],
    show: (rowFirst, rowLast) => {
      if (rowCount === 0) return;
      const first = Math.max(0, Math.floor(rowFirst / pageRows) - 1);
      const last = Math.min(lastPage, Math.floor(rowLast / pageRows) + 1);
      for (let page = first; page <= last; page += 1) {
        const kept = pages.get(page);
        if (kept === undefined) {
          void fetchPage(page); // A failure goes to the listener.
        } else {
          pages.delete(page);
          pages.set(page, kept);
        }
      }
    },
    rows: async (rowFirst, count) => {
      const rows: (readonly WireCell[])[] = [];
      const rowEnd = Math.min(rowCount, rowFirst + count);
      for (let row = rowFirst; row < rowEnd; row += 1) {
        const page = Math.floor(row / pageRows);
        if (!pages.has(page)) await fetchPage(page);
        const columns = pages.get(page);
        if (columns === undefined) break;
        rows.push(columns.map((column) => column[row % pageRows] ?? null));
      }
      return rows;
    },
    listen: (next) => {
      listener = next;
      return () => {
        if (listener === next) listener = undefined;
      };
    },
  };
}

/** A map keeps the order in which its entries were set, and looking at a page sets it again. */
function dropOldest(pages: Map<number, unknown>): void {
  for (const oldest of pages.keys()) {
    if (pages.size <= pagesMax) break;
    pages.delete(oldest);
  }
}
