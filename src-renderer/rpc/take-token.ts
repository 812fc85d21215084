/*
 * Imported before anything else by main.tsx: the address of a start ends in `#t=TOKEN`, which a router that reads the hash would
 * take for a page, and which must not stay in the address bar. The token is kept for reloads of this tab only.
 */
const storageKey = 'triptych.token';

/** The token of the core that served this page; undefined in Electron, and where the address came without one. */
export const token = takeToken();

function takeToken(): string | undefined {
  if (typeof location === 'undefined') return undefined; // A test outside a browser.
  const given = /^#t=([\w-]+)$/.exec(location.hash)?.[1];
  if (given === undefined) return sessionStorage.getItem(storageKey) ?? undefined;
  sessionStorage.setItem(storageKey, given);
  history.replaceState(null, '', location.pathname + location.search);
  return given;
}
