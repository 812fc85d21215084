/*
 * Names under which PostgreSQL keeps statements on a connection: it then reads a statement once and, when it has carried it out
 * some times, keeps its plan too. Under row-level security planning costs more than most statements do.
 */

/** Each connection keeps as many plans; more texts than these the program has not got, but for lists of many forms. */
const namesMax = 400;
/** What a statement is read for once is not worth keeping: migrations, policies. */
const seenMax = 4_000;

export type StatementNames = { readonly nameOf: (text: string) => string | undefined };

/** Gives a text its name from the second time on that it is asked for. */
export function createStatementNames(): StatementNames {
  const names = new Map<string, string>();
  const seen = new Set<string>();
  return {
    nameOf: (text) => {
      const known = names.get(text);
      if (known !== undefined) return known;
      if (names.size >= namesMax) return undefined;
      if (!seen.has(text)) {
        if (seen.size < seenMax) seen.add(text);
        return undefined;
      }
      seen.delete(text);
      const name = `s${String(names.size)}`;
      names.set(text, name);
      return name;
    },
  };
}
