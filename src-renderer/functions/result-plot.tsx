import { useEffect, useState } from 'react';

import { readShownPlot } from './read-shown.ts';

type ResultPlotProps = {
  readonly runId: string;
  readonly shownIndex: number;
  readonly title: string;
  readonly onFailure: (error: unknown) => void;
};

/** A plot that a language drew. As an image, so that no script inside an SVG can run. */
export function ResultPlot({ runId, shownIndex, title, onFailure }: ResultPlotProps) {
  const [address, setAddress] = useState<string | null>(null);

  useEffect(() => {
    let opened: string | null = null;
    let isGone = false;
    readShownPlot(runId, shownIndex).then(
      (file) => {
        if (isGone) return;
        opened = URL.createObjectURL(file);
        setAddress(opened);
      },
      (error: unknown) => {
        if (!isGone) onFailure(error);
      },
    );
    return () => {
      isGone = true;
      setAddress(null);
      if (opened !== null) URL.revokeObjectURL(opened);
    };
  }, [runId, shownIndex, onFailure]);

  return (
    <div className="result-paper">
      {address === null ? <span className="result-note">Loading the plot…</span> : <img src={address} alt={title} />}
    </div>
  );
}
