import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';

/** Where the focus of the matrix is: by ids, so that it stays there when rows move. */
export type CtaFocus = {
  /** Null is the row of headers. */
  readonly rowId: string | null;
  /** Null is the column of headers. */
  readonly columnId: string | null;
  readonly ctaId: string | null;
};

export type FocusHandle = {
  readonly active: CtaFocus;
  /** Takes the focus along, into the matrix when it is elsewhere. */
  readonly moveTo: (focus: CtaFocus) => void;
  /** Remembers where the focus came by itself. */
  readonly note: (focus: CtaFocus) => void;
};

/** When the panel beside the view opens there is less room: what it was opened from stays in sight. */
export function useActiveInSight(
  container: RefObject<HTMLElement | null>,
  openId: string | null,
  widthPx: number,
): void {
  useEffect(() => {
    if (openId === null) return;
    const target = container.current?.querySelector('[data-active]');
    target?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [container, openId, widthPx]);
}

/** One tab stop: the active one is in the tab order, and takes the focus when it changes by a key. */
export function useCtaFocus(container: RefObject<HTMLElement | null>, start: CtaFocus): FocusHandle {
  const [active, setActive] = useState<CtaFocus>(start);
  const isWanted = useRef(false);
  useLayoutEffect(() => {
    if (!isWanted.current) return;
    const target = container.current?.querySelector<HTMLElement>('[data-active]');
    if (target === null || target === undefined) return;
    isWanted.current = false;
    if (document.activeElement !== target) target.focus({ preventScroll: true });
    target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });
  const moveTo = useCallback((focus: CtaFocus) => {
    isWanted.current = true;
    setActive({ ...focus });
  }, []);
  const note = useCallback(
    (focus: CtaFocus) => setActive((before) => (isSamePlace(before, focus) ? before : focus)),
    [],
  );
  return { active, moveTo, note };
}

function isSamePlace(one: CtaFocus, other: CtaFocus): boolean {
  return one.rowId === other.rowId && one.columnId === other.columnId && one.ctaId === other.ctaId;
}
