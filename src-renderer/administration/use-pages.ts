import { useState } from 'react';

import { describeProblem } from '../workspaces/tell-failure.ts';
import type { FailureText } from '#shared/failure-text.ts';
import { useAsked } from './use-asked.ts';
import type { Asked } from './use-asked.ts';

export type Page<T> = { readonly items: readonly T[]; readonly next: string | null };
export type PageWanted = { readonly after?: string; readonly limit: number };

/** A list of the server, as far as it has been asked for. */
export type Pages<T> = Asked<readonly T[]> & {
  readonly hasMore: boolean;
  readonly isAskingMore: boolean;
  readonly moreProblem: FailureText | undefined;
  readonly askMore: () => void;
};

const pageLength = 100;
/** The server gives no more at once. After an act the list is asked for again as far as it was shown, up to this. */
const pageLengthMax = 500;

type More<T> = { readonly first: Page<T>; readonly items: readonly T[]; readonly next: string | null };

export function usePages<T>(
  question: string,
  askPage: (wanted: PageWanted, signal: AbortSignal) => Promise<Page<T>>,
): Pages<T> {
  const [more, setMore] = useState<More<T> | undefined>(undefined);
  const [isAskingMore, setAskingMore] = useState(false);
  const [moreProblem, setMoreProblem] = useState<FailureText | undefined>(undefined);
  const shownCount = more?.items.length ?? pageLength;
  const asked = useAsked(question, async (signal) => {
    const limit = Math.min(Math.max(shownCount, pageLength), pageLengthMax);
    return await askPage({ limit }, signal);
  });
  const first = asked.value;
  // What followed an earlier answer does not follow this one.
  const shown = first === undefined ? undefined : more?.first === first ? more : { first, ...first };

  async function askMore(): Promise<void> {
    if (shown === undefined || shown.next === null || isAskingMore) return;
    setAskingMore(true);
    setMoreProblem(undefined);
    try {
      const { items, next } = await askPage({ after: shown.next, limit: pageLength }, new AbortController().signal);
      setMore({ first: shown.first, items: [...shown.items, ...items], next });
    } catch (error) {
      setMoreProblem(describeProblem(error));
    } finally {
      setAskingMore(false);
    }
  }

  return {
    ...asked,
    value: shown?.items,
    hasMore: shown !== undefined && shown.next !== null,
    isAskingMore,
    moreProblem,
    askMore: () => void askMore(),
  };
}
