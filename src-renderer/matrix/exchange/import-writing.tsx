import './exchange.css';

import { Progress } from '@mantine/core';

import type { ImportProgress } from '#shared/matrix/exchange/exchange-api.ts';

export type ImportWritingProps = { readonly progress: ImportProgress; readonly isCancelling: boolean };

const sentences = {
  waiting: 'Waiting until what is being written is done…',
  writing: 'Writing the file, all of it or nothing…',
  'taking-back': 'Taking back what was written…',
} as const;

/** How far a file has been written. A screen reader is told the steps, and reads the count from the bar. */
export function ImportWriting({ progress: { step, written, count }, isCancelling }: ImportWritingProps) {
  const percent = count === 0 ? 0 : Math.floor((written / count) * 100);
  return (
    <div className="import-reading">
      <div className="import-writing">
        <span role="status">{sentences[isCancelling ? 'taking-back' : step]}</span>
        <span aria-hidden>
          {count === 0 ? '' : `${written.toLocaleString('en')} of ${count.toLocaleString('en')} records`}
        </span>
      </div>
      <Progress value={percent} aria-label="How much of the file has been written" />
    </div>
  );
}
