import { useCallback, useRef, useState } from 'react';

export type VisibleRows = { readonly first: number; readonly last: number };

/** Rows that are drawn beyond what is visible, so that scrolling shows no blank before the next frame. */
const rowsBeyond = 8;

/** Which rows of equal height an element shows that scrolls. Give `attach` to it as its ref. */
export function useVisibleRows(rowPx: number): {
  readonly visible: VisibleRows;
  readonly attach: (element: HTMLDivElement | null) => (() => void) | undefined;
  /** Scrolls as little as shows the row whole, below `topPx` that is covered. */
  readonly reveal: (index: number) => void;
  readonly pageRows: () => number;
} {
  const [visible, setVisible] = useState<VisibleRows>({ first: 0, last: 60 });
  const element = useRef<HTMLDivElement | null>(null);
  const attach = useCallback(
    (attached: HTMLDivElement | null) => {
      element.current = attached;
      if (attached === null) return undefined;
      const read = (): void => {
        const first = Math.max(0, Math.floor(attached.scrollTop / rowPx) - rowsBeyond);
        const last = Math.ceil((attached.scrollTop + attached.clientHeight) / rowPx) + rowsBeyond;
        setVisible((before) => (before.first === first && before.last === last ? before : { first, last }));
      };
      read();
      attached.addEventListener('scroll', read, { passive: true });
      const observer = new ResizeObserver(read);
      observer.observe(attached);
      return () => {
        element.current = null;
        attached.removeEventListener('scroll', read);
        observer.disconnect();
      };
    },
    [rowPx],
  );
  const reveal = useCallback(
    (index: number) => {
      const { current } = element;
      if (current === null) return;
      const top = index * rowPx;
      if (top < current.scrollTop) current.scrollTop = top;
      else if (top + rowPx > current.scrollTop + current.clientHeight)
        current.scrollTop = top + rowPx - current.clientHeight;
    },
    [rowPx],
  );
  const pageRows = useCallback(
    () => Math.max(1, Math.floor((element.current?.clientHeight ?? rowPx) / rowPx) - 1),
    [rowPx],
  );
  return { visible, attach, reveal, pageRows };
}
