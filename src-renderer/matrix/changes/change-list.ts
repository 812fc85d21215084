/*
 * The change log of a project in the window: the pages that have been loaded, newest first, and what comes on top of them while one
 * looks. Made anew for every filter.
 */
import type { ApiClient } from '#shared/features.ts';
import type { ChangeEntry, ChangeFilter } from '#shared/matrix/changes/change-api.ts';
import type { Names } from '#shared/matrix/changes/change-texts.ts';

import { createAudience, during } from '../../live/audience.ts';
import { pause } from '../../live/pause.ts';

export type ChangeListState = {
  readonly entries: readonly ChangeEntry[];
  readonly names: Names;
  readonly isLoading: boolean;
  /** Whether there are older ones. */
  readonly hasMore: boolean;
  readonly problem: unknown;
};

export type ChangeList = {
  readonly getSnapshot: () => ChangeListState;
  /** Watches for as long as somebody is subscribed. */
  readonly subscribe: (onChange: () => void) => () => void;
  readonly loadMore: () => void;
};

type Client = Pick<ApiClient, 'changes'>;

const pageSize = 40;
/** Entries that are kept while one scrolls back; further than that nobody reads, and a filter by time leads there. */
const entriesMax = 4000;
/** Pages that are asked for in a row because a filter left them empty, until the reader asks for more. */
const emptyPagesMax = 20;
/** Somebody who types elsewhere makes a change with every key. */
const reloadEveryMs = 400;

export function createChangeList(client: Client, projectId: string, filter: ChangeFilter): ChangeList {
  const pages = createPages(client, { projectId, filter }, () => audience.tell());
  let watching: AbortSignal | undefined;
  const audience = createAudience(
    during(async (signal) => {
      watching = signal;
      pages.clear();
      await watch(signal);
    }),
  );

  async function watch(signal: AbortSignal): Promise<void> {
    try {
      await pages.load(signal);
      let shown: number | undefined;
      for await (const version of await client.changes.watch({ projectId }, { signal })) {
        if (shown !== undefined && version !== shown) await pages.reload(signal);
        shown = version;
        await pause(reloadEveryMs, signal);
      }
    } catch (problem) {
      if (!signal.aborted) pages.fail(problem);
    }
  }

  return {
    getSnapshot: pages.getState,
    subscribe: audience.subscribe,
    loadMore() {
      if (pages.getState().isLoading || !pages.areLeft() || watching === undefined || watching.aborted) return;
      const signal = watching;
      pages.load(signal).catch((problem: unknown) => {
        if (!signal.aborted) pages.fail(problem);
      });
    },
  };
}

type Pages = {
  readonly getState: () => ChangeListState;
  readonly clear: () => void;
  /** The next older ones. */
  readonly load: (signal: AbortSignal) => Promise<void>;
  /** The newest page again; what was loaded before stays below it. */
  readonly reload: (signal: AbortSignal) => Promise<void>;
  readonly areLeft: () => boolean;
  readonly fail: (problem: unknown) => void;
};

type Asked = { readonly projectId: string; readonly filter: ChangeFilter };

/** The pages that have been loaded; `onShow` is called when they are others. */
function createPages(client: Client, asked: Asked, onShow: () => void): Pages {
  let state = unread;
  let next: string | null = null;

  function show(change: Partial<ChangeListState>): void {
    state = { ...state, ...change };
    onShow();
  }

  async function load(signal: AbortSignal): Promise<void> {
    show({ isLoading: true });
    let before = next;
    for (let count = 0; count < emptyPagesMax; count += 1) {
      const from = before === null ? {} : { before };
      const page = await client.changes.page({ ...asked, limit: pageSize, ...from }, { signal });
      before = page.next;
      next = page.next;
      const entries = [...state.entries, ...page.entries];
      const hasMore = next !== null && entries.length < entriesMax;
      show({ entries, names: { ...state.names, ...page.names }, hasMore });
      if (page.entries.length > 0 || page.next === null) break;
    }
    show({ isLoading: false, problem: null });
  }

  async function reload(signal: AbortSignal): Promise<void> {
    const page = await client.changes.page({ ...asked, limit: pageSize }, { signal });
    const fresh = new Set(page.entries.map(({ undoGroup }) => undoGroup));
    const others = state.entries.filter(({ undoGroup }) => !fresh.has(undoGroup));
    const isConnected = others.length < state.entries.length || page.next === null || state.entries.length === 0;
    if (!isConnected) next = page.next;
    // What is not in the page and is no older than it is gone: an import that was cancelled leaves nothing.
    const oldest = page.next === null ? -Infinity : (page.entries.at(-1)?.at ?? -Infinity);
    const entries = isConnected ? [...page.entries, ...others.filter(({ at }) => at <= oldest)] : page.entries;
    show({ entries, names: { ...state.names, ...page.names }, hasMore: next !== null });
  }

  return {
    getState: () => state,
    clear() {
      state = { ...state, entries: [], isLoading: true, problem: null };
      next = null;
    },
    load,
    reload,
    areLeft: () => next !== null,
    fail: (problem) => show({ isLoading: false, problem }),
  };
}

const unread: ChangeListState = { entries: [], names: {}, isLoading: true, hasMore: false, problem: null };
