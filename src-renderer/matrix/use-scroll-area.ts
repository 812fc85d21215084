import { useCallback, useRef, useState } from 'react';

export type ScrollArea = {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
};

/** Scrolling by less than this draws nothing anew: callers draw as much more on each side. */
export const scrollStepPx = 128;

/** The visible part of an element that scrolls, in px. Give `attach` to it as its ref. */
export function useScrollArea(): {
  readonly area: ScrollArea;
  readonly attach: (element: HTMLDivElement | null) => (() => void) | undefined;
  readonly element: { readonly current: HTMLDivElement | null };
} {
  const [area, setArea] = useState<ScrollArea>({ left: 0, top: 0, width: 1200, height: 800 });
  const element = useRef<HTMLDivElement | null>(null);
  const attach = useCallback((attached: HTMLDivElement | null) => {
    element.current = attached;
    if (attached === null) return undefined;
    const measured = attached;
    const read = (): void => setArea((before) => nextArea(before, measured));
    read();
    measured.addEventListener('scroll', read, { passive: true });
    const observer = new ResizeObserver(read);
    observer.observe(measured);
    return () => {
      element.current = null;
      measured.removeEventListener('scroll', read);
      observer.disconnect();
    };
  }, []);
  return { area, attach, element };
}

function nextArea(before: ScrollArea, element: HTMLElement): ScrollArea {
  const next = {
    left: stepped(element.scrollLeft),
    top: stepped(element.scrollTop),
    width: element.clientWidth,
    height: element.clientHeight,
  };
  const isSame =
    next.left === before.left &&
    next.top === before.top &&
    next.width === before.width &&
    next.height === before.height;
  return isSame ? before : next;
}

// Right to left the way scrolled is negative.
function stepped(scrolledPx: number): number {
  return Math.floor(Math.abs(scrolledPx) / scrollStepPx) * scrollStepPx;
}
