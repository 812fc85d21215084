import { availableParallelism } from 'node:os';

import { assert } from '#shared/base/assert.ts';
import { languages } from '#shared/calls/language.ts';
import type { Language } from '#shared/calls/language.ts';
import type { RuntimeCandidate, RuntimeState } from '#shared/calls/runtime-state.ts';

import type { Call, CallEvents, CallOutcome } from './call.ts';
import type { FindDeps } from './find-runtimes.ts';
import { openJuliaSysimages } from './julia-sysimage.ts';
import type { JuliaSysimages } from './julia-sysimage.ts';
import { LanguageDesk } from './language-desk.ts';
import { createSessionPool } from './session-pool.ts';
import { openSessionStarter } from './session-starter.ts';
import type { StarterDeps } from './session-starter.ts';
import { workerLanguages } from './worker-languages.ts';
import type { WorkerImages } from './worker-language.ts';

export type RunnerDeps = StarterDeps &
  FindDeps & {
    readonly nowMs: () => number;
    /** What a person chose earlier, by `chooseRuntime`. */
    readonly chosenPaths?: Readonly<Partial<Record<Language, string>>>;
    /** Of one language and kind, at one time; usually one for each core. */
    readonly sessionsMax?: number;
  };

/** Runs functions in R, Julia and Python. It knows sources and arguments, and nothing of workspaces or records. */
export type Runner = {
  /** Never rejects for facts: a failure of any kind is an outcome. Aborting the signal cancels the call. */
  readonly run: (call: Call, events: CallEvents, signal: AbortSignal) => Promise<CallOutcome>;
  /** Lets go of kept values (HandleValue), whichever language has them. */
  readonly free: (handleIds: readonly string[]) => void;
  /** Whether a session that lives has a kept value. */
  readonly keeps: (handleId: string) => boolean;
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
  /** Makes Julia's sessions lighter and quicker to start, when somebody asks for it. Sessions that run go on as they are. */
  readonly juliaSysimages: Omit<JuliaSysimages, keyof WorkerImages | 'close'>;
  readonly close: () => Promise<void>;
};

/** Beyond this many, memory is short before cores are. */
const sessionsUsualMax = 8;

/** A watcher hears of a change no sooner than this after the last: calls come thousands a second. */
const watchDelayMs = 50;

export function createRunner(deps: RunnerDeps): Runner {
  const juliaSysimages = openJuliaSysimages({
    ...deps,
    guard: (groupId) => starter.guard(groupId),
    monotonicMs: () => performance.now(),
    onChange: () => announcer.announce(),
  });
  const starter = openSessionStarter({ ...deps, images: juliaSysimages });
  const desks = new Map<Language, LanguageDesk>();
  const states = (): readonly RuntimeState[] => Array.from(desks.values(), (desk) => desk.state());
  const announcer = createAnnouncer(states);
  for (const language of languages) desks.set(language, openDesk(language));

  function openDesk(language: Language): LanguageDesk {
    const pool = createSessionPool({
      language,
      canFork: workerLanguages[language].canFork(deps.platform),
      sessionsMax: deps.sessionsMax ?? Math.min(availableParallelism(), sessionsUsualMax),
      openSession: async (runtimePath, mode) => await starter.start(language, runtimePath, mode),
      nowMs: deps.nowMs,
      monotonicMs: () => performance.now(),
      onChange: announcer.announce,
    });
    return new LanguageDesk({
      language,
      pool,
      find: deps,
      chosenPath: deps.chosenPaths?.[language],
      onChange: announcer.announce,
    });
  }

  function getDesk(language: Language): LanguageDesk {
    const desk = desks.get(language);
    assert(desk !== undefined, `There is no desk for ${language}.`);
    return desk;
  }

  async function findAll(): Promise<void> {
    await Promise.all(
      Array.from(desks.values(), async (desk) => {
        await desk.find();
      }),
    );
  }

  const firstSearch = findAll();

  return {
    run: async (call, events, signal) => await getDesk(call.language).pool.run(call, events, signal),
    free(handleIds) {
      for (const desk of desks.values()) desk.pool.free(handleIds);
    },
    keeps: (handleId) => Array.from(desks.values()).some((desk) => desk.pool.keeps(handleId)),
    listRuntimes: states,
    watchRuntimes: announcer.watch,
    findRuntimes: findAll,
    async prewarm() {
      await firstSearch;
      // One after the other, so that the first is ready soon and a core stays free for the window.
      for (const desk of desks.values()) await desk.pool.prewarm();
    },
    chooseRuntime: async (language, path) => await getDesk(language).choose(path),
    restart(language) {
      getDesk(language).pool.restart();
    },
    juliaSysimages,
    async close() {
      announcer.close();
      juliaSysimages.close();
      for (const desk of desks.values()) desk.pool.close();
      await firstSearch;
      starter.close();
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
