const listedMax = 12;

export function listed(names: readonly string[]): string {
  const shown = names.slice(0, listedMax);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${String(rest)} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}

export function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}

export function duration(ms: number): string {
  if (ms < 1000) return `${String(ms)} ms`;
  return ms < 120_000
    ? counted(Number((ms / 1000).toFixed(1)), 'second')
    : counted(Number((ms / 60_000).toFixed(1)), 'minute');
}

export function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || /[.!?:]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
