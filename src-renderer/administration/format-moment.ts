const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** A day and a time of it. */
export function formatMoment(ms: number): string {
  return moment.format(ms);
}

/** With seconds, for what is compared with other logs. */
export function formatExactly(ms: number): string {
  return exact.format(ms);
}

export function formatDay(ms: number): string {
  return day.format(ms);
}
