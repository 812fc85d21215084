/*
 * Refusals by address and kind: the first of a minute are written each, the others counted and told together when it is over.
 * So a flood takes a line a minute of the log, and not one for each try.
 */
export type RefusalCount = {
  /** Counts one; false where it is only counted. */
  readonly isWritten: (address: string, outcome: string) => boolean;
  /** Tells what has been counted until now. */
  readonly tell: () => void;
};

export type RefusalCountDeps = {
  readonly nowMs: () => number;
  readonly onMinute: (told: { readonly address: string; readonly outcome: string; readonly count: number }) => void;
};

const minuteMs = 60_000;
const writtenMax = 10;
/** Beyond, the others of the minute are counted together. */
const addressesMax = 1_000;
const others = 'others';

export function createRefusalCount({ nowMs, onMinute }: RefusalCountDeps): RefusalCount {
  const counts = new Map<string, { readonly address: string; readonly outcome: string; count: number }>();
  let startedMs = nowMs();

  function tell(): void {
    for (const { address, outcome, count } of counts.values())
      if (count > writtenMax) onMinute({ address, outcome, count: count - writtenMax });
    counts.clear();
    startedMs = nowMs();
  }

  return {
    isWritten: (given, outcome) => {
      if (nowMs() - startedMs >= minuteMs) tell();
      const address = counts.has(`${outcome} ${given}`) || counts.size < addressesMax ? given : others;
      const key = `${outcome} ${address}`;
      const counted = counts.get(key) ?? { address, outcome, count: 0 };
      counts.set(key, counted);
      counted.count += 1;
      return counted.count <= writtenMax;
    },
    tell,
  };
}
