import { useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';

export type RowWindow<E extends HTMLElement> = {
  readonly scroller: RefObject<E | null>;
  /** The rows [first, end) are to be rendered; the others are as good as there. */
  readonly first: number;
  readonly end: number;
  readonly heightPx: number;
  readonly onScroll: () => void;
  /** Brings a row on screen, with as little scrolling as that takes. */
  readonly reveal: (index: number) => void;
  readonly pageRows: number;
};

/** Rendered above and below what is seen, so that a quick wheel meets no empty rows. */
const spareRows = 8;

/** Which of many rows of one height are on screen. `headPx` is what stands above them in the same scroller, and stays on screen. */
export function useRowWindow<E extends HTMLElement>(rowCount: number, rowPx: number, headPx = 0): RowWindow<E> {
  const scroller = useRef<E>(null);
  const [shown, setShown] = useState({ top: 0, height: 600 });
  function measure(): void {
    const element = scroller.current;
    if (element === null) return;
    const { scrollTop: top, clientHeight: height } = element;
    // Only what changes the rendered rows is worth a render.
    const isSame = Math.floor(top / rowPx) === Math.floor(shown.top / rowPx) && height === shown.height;
    if (!isSame) setShown({ top, height });
  }
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      const { scrollTop: top, clientHeight: height } = element;
      setShown({ top, height });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const pageRows = Math.max(1, Math.floor((shown.height - headPx) / rowPx));
  return {
    scroller,
    first: Math.max(0, Math.min(rowCount - pageRows, Math.floor(shown.top / rowPx)) - spareRows),
    end: Math.min(rowCount, Math.ceil((shown.top + shown.height) / rowPx) + spareRows),
    heightPx: rowCount * rowPx,
    onScroll: measure,
    reveal(index) {
      const element = scroller.current;
      if (element === null) return;
      const top = index * rowPx;
      const room = element.clientHeight - headPx;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + rowPx > element.scrollTop + room) element.scrollTop = top + rowPx - room;
    },
    pageRows,
  };
}
