import type { OldHistory } from '#shared/workspaces/workspace-api.ts';

const grouped = new Intl.NumberFormat('en');

export function daysText(days: number): string {
  return counted(days, 'day');
}

/** How long a workspace keeps its history, as the end of a sentence. */
export function keptText(historyDays: number | null): string {
  return historyDays === null ? 'for ever' : `for ${daysText(historyDays)}`;
}

/** What would be deleted, in a sentence; undefined when it is nothing. */
export function lossText({ changes, runs }: OldHistory, historyDays: number): string | undefined {
  if (changes + runs === 0) return undefined;
  const parts = [
    ...(changes === 0 ? [] : [counted(changes, 'change')]),
    ...(runs === 0 ? [] : [`${counted(runs, 'run')} with ${runs === 1 ? 'its' : 'their'} results`]),
  ];
  const [verb, what] = changes + runs === 1 ? ['is', 'it'] : ['are', 'them'];
  return `${parts.join(' and ')} ${verb} older than ${daysText(historyDays)} and will be deleted. Undo does not bring ${what} back.`;
}

function counted(count: number, noun: string): string {
  return `${grouped.format(count)} ${noun}${count === 1 ? '' : 's'}`;
}
