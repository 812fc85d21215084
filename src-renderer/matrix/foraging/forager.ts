/*
 * The window's side of the thread that reads texts: gives it the texts and the known nouns when they change, and holds what it
 * has found.
 */
import type { ForageAnswer, ForageRequest } from './forage-messages.ts';
import type { ForagedText } from '#shared/matrix/foraging/noun-rows.ts';

import { createAudience } from '../../live/audience.ts';

export type Foraging = {
  readonly byTextId: ReadonlyMap<string, ForagedText>;
  /** From 0 to 1 while a long text is read; null at rest. */
  readonly progress: number | null;
  /** Why nothing can be read; null while it can. */
  readonly problem: string | null;
};

export type Forager = {
  readonly getSnapshot: () => Foraging;
  readonly subscribe: (onChange: () => void) => () => void;
  readonly setTexts: (texts: readonly { readonly id: string; readonly body: string }[]) => void;
  readonly setKnown: (keys: readonly string[]) => void;
};

/** The thread, as it is spoken to. */
export type ForageThread = {
  readonly ask: (request: ForageRequest) => void;
  readonly end: () => void;
};
export type ThreadEvents = {
  readonly onAnswer: (answer: ForageAnswer) => void;
  readonly onProblem: (message: string) => void;
};

/** The thread lives as long as somebody listens. */
export function createForager(startThread: (events: ThreadEvents) => ForageThread): Forager {
  let state: Foraging = { byTextId: new Map(), progress: null, problem: null };
  const audience = createAudience(start);
  let thread: ForageThread | undefined;
  let bodies: ReadonlyMap<string, string> = new Map();
  let known: readonly string[] = [];

  function show(next: Partial<Foraging>): void {
    state = { ...state, ...next };
    audience.tell();
  }

  function sendTexts(): void {
    thread?.ask({ kind: 'texts', texts: [...bodies].map(([id, body]) => ({ id, body })) });
  }

  function accept(answer: ForageAnswer): void {
    if (answer.kind === 'progress') show({ progress: answer.readChars / answer.allChars });
    else if (answer.kind === 'rest') show({ progress: null });
    else {
      const body = bodies.get(answer.textId);
      // Of the same length it is the same text, or one that will be told in a moment.
      if (body?.length !== answer.bodyLength) return;
      show({ byTextId: new Map(state.byTextId).set(answer.textId, { body, mentions: answer.mentions }) });
    }
  }

  function start(): () => void {
    thread = startThread({ onAnswer: accept, onProblem: (problem) => show({ problem, progress: null }) });
    thread.ask({ kind: 'known', keys: known });
    sendTexts();
    return () => {
      thread?.end();
      thread = undefined;
    };
  }

  return {
    getSnapshot: () => state,
    subscribe: audience.subscribe,
    setTexts(texts) {
      const isSame = texts.length === bodies.size && texts.every(({ id, body }) => bodies.get(id) === body);
      if (isSame) return;
      bodies = new Map(texts.map(({ id, body }) => [id, body]));
      const kept = [...state.byTextId].filter(([id]) => bodies.has(id));
      if (kept.length < state.byTextId.size) show({ byTextId: new Map(kept) });
      sendTexts();
    },
    setKnown(keys) {
      if (keys.length === known.length && keys.every((key, index) => key === known[index])) return;
      known = keys;
      thread?.ask({ kind: 'known', keys });
    },
  };
}
