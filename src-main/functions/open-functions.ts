import type { RandomBytes } from '#shared/base/id.ts';
import type { Clock } from '#shared/base/instant.ts';
import { languageNames } from '#shared/calls/language.ts';
import type { Language } from '#shared/calls/language.ts';
import type { fileApi, functionApi, runApi, runtimeApi } from '#shared/functions/function-api.ts';

import type { Log } from '../rpc/connection.ts';
import type { HandlersOf } from '../rpc/handlers.ts';
import type { Runner } from '../runner/runner.ts';
import type { BlobFolder } from '../store/blob-folder.ts';
import type { Store } from '../store/store.ts';
import type { RunHistory } from '../workspaces/keep-history.ts';
import { createActiveRuns } from './active-runs.ts';
import { createTableCache } from './table-cache.ts';
import { createResultCollector } from './collect-results.ts';
import { createFileHandlers } from './file-handlers.ts';
import { createFunctionHandlers } from './function-handlers.ts';
import { freeHandlesOfGoneRuns } from './kept-handles.ts';
import { markInterruptedRuns } from './mark-interrupted-runs.ts';
import { createRunHistory } from './prune-runs.ts';
import { listRunBlobs, purgeWorkspace } from './purge-workspace.ts';
import { createRunNumbers } from './run-numbers.ts';
import { createRunRecords } from './run-records.ts';
import { createSourceNaming } from './source-names.ts';
import { createRunHandlers } from './run-handlers.ts';
import { createRuntimeHandlers } from './runtime-handlers.ts';
import { createTablePages } from './table-pages.ts';
import { createTableThreads } from './table-threads.ts';

export type FunctionsDeps = {
  readonly store: Store;
  readonly blobs: BlobFolder;
  readonly runner: Runner;
  /** Where a workspace's files are, and its functions work. */
  readonly filesFolderOf: (workspaceId: string) => string;
  /** Blobs that others name than runs: see `CollectDeps`. */
  readonly listNamedBlobs: () => Promise<ReadonlySet<string>>;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
};

export type Functions = {
  readonly handlers: HandlersOf<{
    functions: typeof functionApi;
    runs: typeof runApi;
    runtimes: typeof runtimeApi;
    files: typeof fileApi;
  }>;
  readonly history: RunHistory;
  /** See `purgeWorkspace`. */
  readonly purge: (workspaceId: string) => Promise<boolean>;
  /** What runs name: their results and logs. */
  readonly listBlobs: () => Promise<ReadonlySet<string>>;
  /** Ends every run and waits for its record; called before the runner and the store are closed. */
  readonly close: () => Promise<void>;
};

/** Everything of the slice that lives as long as the program. Runs that a crash cut off are marked first. */
export function openFunctions(deps: FunctionsDeps): Functions {
  const { store, runner, clock } = deps;
  markInterruptedRuns(store, clock);
  deps.blobs.removePartials();
  freeHandlesOfGoneRuns(store, runner);
  const active = createActiveRuns({ nowMs: clock.nowMs, blobs: deps.blobs });
  const collector = createResultCollector(deps);
  const numbers = createRunNumbers(store);
  const records = createRunRecords({ ...deps, isClosing: active.isClosing });
  const sources = createSourceNaming();
  const pages = createTablePages();
  const threads = createTableThreads();
  const tableCache = createTableCache(threads);
  const interpreterOf = (language: Language) => describeInterpreter(runner, language);
  return {
    handlers: {
      functions: createFunctionHandlers(deps),
      runs: createRunHandlers({
        ...deps,
        active,
        collector,
        numbers,
        records,
        sources,
        pages,
        threads,
        tableCache,
        interpreterOf,
      }),
      runtimes: createRuntimeHandlers(runner),
      files: createFileHandlers({ ...deps, tableCache }),
    },
    history: createRunHistory(deps),
    purge: async (workspaceId) => await purgeWorkspace(deps, workspaceId),
    listBlobs: async () => await listRunBlobs(store),
    async close() {
      // A run that is being accepted waits for its files, and is refused when they are not read any more.
      await Promise.all([threads.close(), active.close()]);
      await pages.close();
    },
  };
}

function describeInterpreter(runner: Runner, language: Language): string | null {
  const chosen = runner.chosenRuntime(language);
  return chosen === null ? null : `${languageNames[language]} ${chosen.version} (${chosen.path})`.slice(0, 500);
}
