import { useEffect, useState } from 'react';

import type { Json } from '#shared/values/json.ts';

import { formatBytes } from './format-cell.ts';
import { readShownText } from './read-shown.ts';
import { ValueTree } from './value-tree.tsx';

type ResultValueProps = { readonly title: string; readonly json: Json };

/** A returned value: text as text, one number large, everything else as a tree that opens. */
export function ResultValue({ title, json }: ResultValueProps) {
  if (json === null) {
    return <p className="result-note">The function returned nothing (null). What it printed is in the log.</p>;
  }
  if (typeof json === 'object' && '$missing' in json) {
    return <p className="result-note">The function returned a value that is missing (NA).</p>;
  }
  if (typeof json === 'string') {
    return (
      <pre className="result-text" tabIndex={0} aria-label={title}>
        {json}
      </pre>
    );
  }
  return (
    <div className="result-tree" role="region" aria-label={title} tabIndex={0}>
      <ValueTree json={json} />
    </div>
  );
}

/** Characters of a large value that are drawn; the download has all. */
const charactersMax = 200_000;

type LargeValueProps = {
  readonly runId: string;
  readonly shownIndex: number;
  readonly title: string;
  readonly sizeBytes: number;
  readonly onFailure: (error: unknown) => void;
};

/** A value too large to be kept in the run's record: its JSON, the first part of it drawn. */
export function LargeValue({ runId, shownIndex, title, sizeBytes, onFailure }: LargeValueProps) {
  const [text, setText] = useState<string | null>(null);

  useEffect(() => {
    let isGone = false;
    readShownText(runId, shownIndex).then(
      (whole) => {
        if (!isGone) setText(plainText(whole));
      },
      (error: unknown) => {
        if (!isGone) onFailure(error);
      },
    );
    return () => {
      isGone = true;
    };
  }, [runId, shownIndex, onFailure]);

  if (text === null) return <p className="result-note">Loading {formatBytes(sizeBytes)}…</p>;
  return (
    <pre className="result-text" tabIndex={0} aria-label={title}>
      {text.length > charactersMax
        ? `${text.slice(0, charactersMax)}\n… ${formatBytes(sizeBytes)} in all: the download button above keeps the whole.`
        : text}
    </pre>
  );
}

/** A text reads as itself, not as the JSON that it is kept as. */
function plainText(json: string): string {
  if (!json.startsWith('"')) return json;
  const text: unknown = JSON.parse(json);
  return typeof text === 'string' ? text : json;
}
