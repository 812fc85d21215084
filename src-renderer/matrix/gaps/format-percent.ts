/** Whole percents; what is not quite done is never shown as 100. Nothing asked is a dash. */
export function percent(share: number | null): string {
  if (share === null) return '–';
  return `${String(share < 1 ? Math.min(99, Math.round(share * 100)) : 100)} %`;
}
