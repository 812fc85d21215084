/** A day as people write it; `atMs` are milliseconds since 1970. */
export function dayText(atMs: number): string {
  return new Date(atMs).toLocaleDateString(undefined, { day: 'numeric', month: 'long', year: 'numeric' });
}

/** Day and time, for what was a while ago. */
export function momentText(atMs: number): string {
  return new Date(atMs).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** The time of today, with seconds, for what is in a moment. */
export function clockText(atMs: number): string {
  return new Date(atMs).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}
