import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';

import type { Figure } from './draw-figure.ts';
import { readShownText } from './read-shown.ts';

type ResultFigureProps = {
  readonly runId: string;
  readonly shownIndex: number;
  readonly title: string;
  readonly onFailure: (error: unknown) => void;
};

/** A Vega-Lite figure, drawn to the size of its pane and drawn anew when that or the colour scheme changes. */
export function ResultFigure({ runId, shownIndex, title, onFailure }: ResultFigureProps) {
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    let figure: Figure | null = null;
    let isGone = false;
    const observer = new ResizeObserver(() => figure?.resize(element.clientWidth, element.clientHeight));

    async function open(holder: HTMLDivElement): Promise<void> {
      const [text, { drawFigure }] = await Promise.all([readShownText(runId, shownIndex), import('./draw-figure.ts')]);
      if (isGone) return;
      setProblem(null);
      try {
        figure = await drawFigure(holder, text, { width: holder.clientWidth, height: holder.clientHeight });
      } catch (error) {
        setProblem(error instanceof Error ? error.message : String(error));
        return;
      }
      if (isGone) figure.close();
      else observer.observe(holder);
    }

    open(element).catch((error: unknown) => {
      if (!isGone) onFailure(error);
    });
    return () => {
      isGone = true;
      observer.disconnect();
      figure?.close();
      element.replaceChildren();
    };
  }, [runId, shownIndex, scheme, onFailure]);

  return (
    <>
      {problem === null ? null : (
        <p className="result-note" role="alert">
          The returned map has a Vega-Lite $schema but is not a specification that can be drawn: {problem} Mend the map,
          or leave out $schema to see it as a value.
        </p>
      )}
      <div className="result-figure" ref={place} role="img" aria-label={title} hidden={problem !== null} />
    </>
  );
}
