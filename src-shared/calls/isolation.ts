/**
 * In what process a call runs.
 *
 *   shared   in a warm session, in the source's own namespace: fastest. What the source's top level has computed stays for its
 *            next call; everything else that a call changed (options, environment, working folder, random state …) is put back
 *   fork     in a copy of a warm session that ends with the call: nothing stays, and it still starts at once. Where a language
 *            or a system cannot fork (Julia, Windows) in a session that was started ahead and ends with the call
 *   fresh    in a process that is started for the call
 */
export const isolations = ['shared', 'fork', 'fresh'] as const;
export type Isolation = (typeof isolations)[number];
