import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { RandomBytes } from '#shared/base/id.ts';
import { languages } from '#shared/calls/language.ts';
import type { Language } from '#shared/calls/language.ts';
import type { RuntimeCandidate, RuntimeState } from '#shared/calls/runtime-state.ts';

import type { Call, CallEvents, CallOutcome } from './call.ts';
import { cleanEnvironment } from './clean-environment.ts';
import type { Environment } from './clean-environment.ts';
import { findRuntimes, inspectRuntime } from './find-runtimes.ts';
import { openPrivateFolder } from './private-folder.ts';
import { openSession } from './session.ts';
import type { SessionOpening } from './session.ts';
import { createSessionPool } from './session-pool.ts';
import type { SessionPool } from './session-pool.ts';
import { openSupervisor } from './supervisor.ts';
import { createTableFiles } from './table-files.ts';
import { workerLanguages } from './worker-languages.ts';
import { startWorkerProcess } from './worker-process.ts';

export type RunnerDeps = {
  /** resources/workers. */
  readonly workersFolder: string;
  /** For the scratch folders of sessions, and for table files where there is no shared memory. */
  readonly temporaryFolder: string;
  /** Kept between starts: what is known of the runtimes found. */
  readonly cacheFolder: string;
  readonly homeFolder: string;
  readonly platform: NodeJS.Platform;
  readonly environment: Environment;
  readonly nowMs: () => number;
  readonly random: RandomBytes;
  /** What a person chose earlier, by `chooseRuntime`. */
  readonly chosenPaths?: Readonly<Partial<Record<Language, string>>>;
};

/** Runs functions in R, Julia and Python. It knows sources and arguments, and nothing of workspaces or records. */
export type Runner = {
  /** Never rejects for facts: a failure of any kind is an outcome. Aborting the signal cancels the call. */
  readonly run: (call: Call, events: CallEvents, signal: AbortSignal) => Promise<CallOutcome>;
  readonly listRuntimes: () => readonly RuntimeState[];
  /** Calls back now and when something has changed, at most every 50 ms. */
  readonly watchRuntimes: (listener: (states: readonly RuntimeState[]) => void) => () => void;
  /** Looks for installed languages (again). The first search starts by itself. */
  readonly findRuntimes: () => Promise<void>;
  /** Starts sessions in the background, one language after the other. Resolves when all are ready or have failed. */
  readonly prewarm: () => Promise<void>;
  /** Undefined when this is not a runtime of that language; the choice is then as before. Null goes back to the best found. */
  readonly chooseRuntime: (language: Language, path: string | null) => Promise<RuntimeCandidate | undefined>;
  /** Ends the language's session and what runs in it. */
  readonly restart: (language: Language) => void;
  readonly close: () => Promise<void>;
};

/** Linux; elsewhere there is no such folder, and the temporary one is taken. */
const sharedMemoryFolder = '/dev/shm';
/** A watcher hears of a change no sooner than this after the last: calls come thousands a second. */
const watchDelayMs = 50;

type Desk = {
  readonly language: Language;
  readonly pool: SessionPool;
  candidates: readonly RuntimeCandidate[];
  lookedIn: readonly string[];
  chosenPath: string | undefined;
  chosen: RuntimeCandidate | null;
};

export function createRunner(deps: RunnerDeps): Runner {
  const randomName = Buffer.from(deps.random(new Uint8Array(8))).toString('hex');
  const owner = { processId: process.pid, randomName };
  const tableFolder = openPrivateFolder({
    ...owner,
    parents: [sharedMemoryFolder, deps.temporaryFolder],
    prefix: 'triptych-tables',
  });
  const scratchParent = openPrivateFolder({ ...owner, parents: [deps.temporaryFolder], prefix: 'triptych-sessions' });
  const supervisor = openSupervisor(deps.workersFolder, deps.platform);
  const environment = cleanEnvironment(deps.environment);
  const announcer = createAnnouncer(() => states());
  let nextSession = 0;

  async function open(language: Language, runtimePath: string): Promise<SessionOpening> {
    const workerLanguage = workerLanguages[language];
    if (workerLanguage === undefined) return { ok: false, reason: 'This version of Triptych has no worker for it.' };
    nextSession += 1;
    const scratchFolder = join(scratchParent.folder, String(nextSession));
    mkdirSync(scratchFolder, { mode: 0o700 });
    const filesFolder = join(tableFolder.folder, String(nextSession));
    mkdirSync(filesFolder, { mode: 0o700 });
    const plan = workerLanguage.planLaunch({
      runtimePath,
      workersFolder: deps.workersFolder,
      scratchFolder,
      filesFolder,
    });
    const worker = startWorkerProcess(plan, { environment, folder: scratchFolder, guard: supervisor.guard });
    worker.onGone(() => {
      rmSync(scratchFolder, { recursive: true, force: true });
      rmSync(filesFolder, { recursive: true, force: true });
    });
    return await openSession({
      worker,
      workerLanguage,
      files: createTableFiles(filesFolder),
      monotonicMs: () => performance.now(),
    });
  }

  const desks = languages.map((language): Desk => ({
    language,
    pool: createSessionPool({
      language,
      // Julia takes most of a second to start, and does not survive an interrupt.
      keepsSpare: language === 'julia',
      openSession: async (runtimePath) => await open(language, runtimePath),
      nowMs: deps.nowMs,
      onChange: announcer.announce,
    }),
    candidates: [],
    lookedIn: [],
    chosenPath: deps.chosenPaths?.[language],
    chosen: null,
  }));
  const deskByLanguage = new Map(desks.map((desk) => [desk.language, desk]));

  function getDesk(language: Language): Desk {
    const desk = deskByLanguage.get(language);
    if (desk === undefined) throw new Error(`No desk for ${language}.`);
    return desk;
  }

  async function findFor(desk: Desk): Promise<void> {
    const chosen =
      desk.chosenPath === undefined ? undefined : await inspectRuntime(desk.language, desk.chosenPath, deps);
    // A caller need not wait until every version has been asked.
    const isFirstSearch = desk.candidates.length === 0;
    const found = await findRuntimes(desk.language, deps, (first) => {
      if (!isFirstSearch) return;
      desk.candidates = [chosen ?? first];
      take(desk);
    });
    const others = found.candidates.filter((candidate) => candidate.path !== chosen?.path);
    desk.candidates = chosen === undefined ? others : [chosen, ...others];
    desk.lookedIn = found.lookedIn;
    take(desk);
  }

  function take(desk: Desk): void {
    desk.chosen = desk.candidates[0] ?? null;
    desk.pool.use(desk.chosen, desk.lookedIn);
    announcer.announce();
  }

  function states(): readonly RuntimeState[] {
    return desks.map(({ language, pool, chosen, candidates }) => ({
      language,
      condition: pool.condition(),
      chosen,
      candidates: [...candidates],
    }));
  }

  async function findAll(): Promise<void> {
    await Promise.all(desks.map(findFor));
  }

  const firstSearch = findAll();

  return {
    run: async (call, events, signal) => await getDesk(call.language).pool.run(call, events, signal),
    listRuntimes: states,
    watchRuntimes: announcer.watch,
    findRuntimes: findAll,
    async prewarm() {
      await firstSearch;
      // One after the other, so that the first is ready soon and a core stays free for the window.
      for (const desk of desks) await desk.pool.prewarm();
    },
    async chooseRuntime(language, path) {
      const desk = getDesk(language);
      const chosen = path === null ? undefined : await inspectRuntime(language, path, deps);
      if (path !== null && chosen === undefined) return undefined;
      desk.chosenPath = chosen?.path;
      await findFor(desk);
      return desk.chosen ?? undefined;
    },
    restart(language) {
      getDesk(language).pool.restart();
    },
    async close() {
      announcer.close();
      for (const desk of desks) desk.pool.close();
      supervisor.close();
      await firstSearch;
      tableFolder.close();
      scratchParent.close();
    },
  };
}

type Announcer = {
  readonly announce: () => void;
  readonly watch: (listener: (states: readonly RuntimeState[]) => void) => () => void;
  readonly close: () => void;
};

function createAnnouncer(states: () => readonly RuntimeState[]): Announcer {
  const listeners = new Set<(states: readonly RuntimeState[]) => void>();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  return {
    announce() {
      if (timer !== undefined || listeners.size === 0 || isClosed) return;
      timer = setTimeout(() => {
        timer = undefined;
        const now = states();
        for (const listener of listeners) listener(now);
      }, watchDelayMs);
      timer.unref();
    },
    watch(listener) {
      listeners.add(listener);
      listener(states());
      return () => {
        listeners.delete(listener);
      };
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      listeners.clear();
    },
  };
}
