/*
 * What a push hangs on (the project and the workspace of a record that it changes) is known only when the record has been read,
 * which would be a journey to the database of its own. But who works somewhere stays there: what the last pushes of a person hung
 * on is read along with the records. A wrong guess costs a row that nobody needs, and a missing one the journey.
 */
import { putRecent } from '#shared/base/put-recent.ts';

export type BehindGuesses = {
  readonly of: (userId: string) => readonly Behind[];
  readonly note: (userId: string, behind: readonly Behind[]) => void;
};
export type Behind = { readonly entity: string; readonly id: string };

const peopleMax = 5_000;
const guessedMax = 8;

export function createBehindGuesses(): BehindGuesses {
  /** In the order of use, as each person's are. */
  const guesses = new Map<string, readonly Behind[]>();
  return {
    of: (userId) => guesses.get(userId) ?? [],
    note: (userId, behind) => {
      const before = (guesses.get(userId) ?? []).filter(
        ({ entity, id }) => !behind.some((one) => one.id === id && one.entity === entity),
      );
      putRecent(guesses, userId, [...before, ...behind].slice(-guessedMax), peopleMax);
    },
  };
}
