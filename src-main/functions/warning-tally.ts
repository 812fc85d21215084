import type { Outcome } from '#shared/functions/outcome.ts';

/** Different warnings that a run keeps; all of them are in its log. */
const warningsMax = 20;

/** A warning longer than this is told by its beginning. */
const warningCharsMax = 2000;

/** The warnings of a run, each text once with how often it came. */
export type WarningTally = {
  readonly add: (text: string) => void;
  readonly list: () => Outcome['warnings'];
};

export function createWarningTally(): WarningTally {
  const countByText = new Map<string, number>();
  return {
    add(given) {
      const text = given.trim().slice(0, warningCharsMax);
      const count = countByText.get(text) ?? 0;
      if (text === '' || (count === 0 && countByText.size >= warningsMax)) return;
      countByText.set(text, count + 1);
    },
    list: () => Array.from(countByText, ([text, count]) => ({ text, count })),
  };
}
