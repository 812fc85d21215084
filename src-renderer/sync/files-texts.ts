import type { BlobSummary } from './use-sync.ts';

export type Files = Extract<BlobSummary, { readonly kind: 'on' }>;
type FormatBytes = (bytes: number) => string;

/** What waits, and what lies elsewhere, in sentences. */
export function filesSentences({ toSend, toFetch, elsewhere }: Files, formatBytes: FormatBytes): readonly string[] {
  const count = toSend.count + toFetch.count;
  const size = formatBytes(toSend.bytes + toFetch.bytes);
  const waiting =
    count === 0
      ? 'No file waits to be sent or fetched.'
      : `${filesText(count)} ${count === 1 ? 'waits' : 'wait'} (${size}): ${waysText({ toSend, toFetch })}.`;
  if (elsewhere.count === 0) return [waiting];
  return [
    waiting,
    `${filesText(elsewhere.count)} ${elsewhere.count === 1 ? 'is' : 'are'} not on this device (${formatBytes(elsewhere.bytes)}); open one to fetch it.`,
  ];
}

function waysText({ toSend, toFetch }: Pick<Files, 'toSend' | 'toFetch'>): string {
  return [
    toSend.count === 0 ? '' : `${String(toSend.count)} to be sent`,
    toFetch.count === 0 ? '' : `${String(toFetch.count)} to be fetched`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function filesText(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'file' : 'files'}`;
}
