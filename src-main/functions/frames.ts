/*
 * What is to be done within a frame, for all runs by one timer: setting one and clearing it again for each run that prints takes
 * longer than what it prints.
 */

export type Frames = {
  /** Calls back once, within a frame. Asked again before that, it is still called once. */
  readonly within: (callBack: () => void) => void;
  readonly cancel: (callBack: () => void) => void;
};

/** Nobody sees the difference between two things that happen in one. */
const frameMs = 16;

export function createFrames(): Frames {
  const waiting = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;

  function callAll(): void {
    timer = undefined;
    const due = [...waiting];
    waiting.clear();
    for (const callBack of due) callBack();
  }

  return {
    within(callBack) {
      waiting.add(callBack);
      timer ??= setTimeout(callAll, frameMs);
    },
    cancel: (callBack) => void waiting.delete(callBack),
  };
}
