import type { Language } from '#shared/calls/language.ts';
import type { RuntimeCandidate, RuntimeState } from '#shared/calls/runtime-state.ts';

import { findRuntimes, inspectRuntime } from './find-runtimes.ts';
import type { FindDeps } from './find-runtimes.ts';
import type { SessionPool } from './session-pool.ts';

export type DeskDeps = {
  readonly language: Language;
  readonly pool: SessionPool;
  readonly find: FindDeps;
  readonly chosenPath: string | undefined;
  readonly onChange: () => void;
};

/** One language at its runner: which runtimes there are, which is taken, and the sessions of that one. */
export class LanguageDesk {
  readonly language: Language;
  readonly pool: SessionPool;
  readonly #deps: DeskDeps;
  #candidates: readonly RuntimeCandidate[] = [];
  #lookedIn: readonly string[] = [];
  #unusable: RuntimeState['unusable'] = [];
  #chosenPath: string | undefined;
  #searchCount = 0;

  constructor(deps: DeskDeps) {
    this.#deps = deps;
    this.language = deps.language;
    this.pool = deps.pool;
    this.#chosenPath = deps.chosenPath;
  }

  state(): Omit<RuntimeState, 'image'> {
    return {
      language: this.language,
      condition: this.pool.condition(),
      chosen: this.chosen(),
      candidates: [...this.#candidates],
      unusable: [...this.#unusable],
    };
  }

  /** The interpreter that runs the language now. Each run's record names it, so it is asked without the rest of the state. */
  chosen(): RuntimeState['chosen'] {
    return this.#candidates[0] ?? null;
  }

  /** What a person has chosen comes first, then the best found. A search that a later one has overtaken changes nothing. */
  async find(): Promise<void> {
    const { find } = this.#deps;
    this.#searchCount += 1;
    const search = this.#searchCount;
    const path = this.#chosenPath;
    const chosen = path === undefined ? undefined : await inspectRuntime(this.language, path, find);
    const isFirstSearch = this.#candidates.length === 0;
    const found = await findRuntimes(this.language, find, (best) => {
      // A caller need not wait until every version has been asked.
      if (isFirstSearch && search === this.#searchCount) this.#take([chosen ?? best]);
    });
    if (search !== this.#searchCount) return;
    this.#lookedIn = found.lookedIn;
    this.#unusable = [...found.unusable];
    const others = found.candidates.filter((candidate) => candidate.path !== chosen?.path);
    this.#take(chosen === undefined ? others : [chosen, ...others]);
  }

  /** Undefined when the path is no runtime of this language; nothing changes then. */
  async choose(path: string | null): Promise<RuntimeCandidate | undefined> {
    if (path !== null && (await inspectRuntime(this.language, path, this.#deps.find)) === undefined) return undefined;
    this.#chosenPath = path ?? undefined;
    await this.find();
    return this.#candidates[0];
  }

  #take(candidates: readonly RuntimeCandidate[]): void {
    this.#candidates = candidates;
    this.pool.use(candidates[0] ?? null, this.#lookedIn);
    this.#deps.onChange();
  }
}
