import { availableParallelism } from 'node:os';

import { assert } from '#shared/base/assert.ts';
import { languages } from '#shared/calls/language.ts';
import type { Language } from '#shared/calls/language.ts';
import type { RuntimeCandidate, RuntimeImage, RuntimeState } from '#shared/calls/runtime-state.ts';

import type { Call, CallEvents, CallOutcome } from './call.ts';
import type { FindDeps } from './find-runtimes.ts';
import { openJuliaSysimages } from './julia-sysimage.ts';
import { LanguageDesk } from './language-desk.ts';
import { createSessionPool } from './session-pool.ts';
import { openSessionStarter } from './session-starter.ts';
import type { StarterDeps } from './session-starter.ts';
import { workerLanguages } from './worker-languages.ts';

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
  /** The interpreter that runs a language now. */
  readonly chosenRuntime: (language: Language) => RuntimeState['chosen'];
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
  /**
   * Makes the start-up image of a language's chosen runtime, which takes about two minutes; nothing for a language that has none.
   * Never rejects: what it came to is in the runtime's state. Sessions are then renewed, each when its call has ended.
   */
  readonly buildImage: (language: Language) => Promise<void>;
  /** Deletes the image, or ends the making of it. */
  readonly removeImage: (language: Language) => void;
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
    onChange() {
      image = undefined;
      announcer.announce();
    },
  });
  // Looking at the image's files takes longer than a call, so what was seen is good until something has changed.
  let image: { readonly path: string; readonly state: RuntimeImage } | undefined;
  const starter = openSessionStarter({ ...deps, images: juliaSysimages });
  const desks = new Map<Language, LanguageDesk>();
  const states = (): readonly RuntimeState[] => Array.from(desks.values(), withImage);
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

  function withImage(desk: LanguageDesk): RuntimeState {
    const state = desk.state();
    const path = state.chosen?.path;
    if (desk.language !== 'julia' || path === undefined) return { ...state, image: null };
    if (image?.path !== path) image = { path, state: juliaSysimages.state(path) };
    return { ...state, image: image.state };
  }

  function chosenJulia(language: Language): string | undefined {
    return language === 'julia' ? getDesk(language).chosen()?.path : undefined;
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
    chosenRuntime: (language) => getDesk(language).chosen(),
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
    async buildImage(language) {
      const path = chosenJulia(language);
      if (path === undefined) return;
      await juliaSysimages.build(path);
      if (juliaSysimages.state(path).kind === 'ready') getDesk(language).pool.renew();
    },
    removeImage(language) {
      const path = chosenJulia(language);
      if (path !== undefined) juliaSysimages.remove(path);
    },
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
