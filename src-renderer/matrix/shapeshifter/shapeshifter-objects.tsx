import { TextInput } from '@mantine/core';
import { Search } from 'lucide-react';
import { useState } from 'react';

import { findByWords } from '#shared/matrix/foraging/find-by-words.ts';
import type { ObjectRecord } from '#shared/matrix/object-entities.ts';
import type { ShiftCounts } from '#shared/matrix/shapeshifter-rules.ts';

import { GapDot } from '../gaps/gap-dot.tsx';
import { useRowWindow } from '../use-row-window.ts';

type Entry = { readonly object: ObjectRecord; readonly counts: ShiftCounts; readonly contextCount: number };

export type ShapeshifterObjectsProps = {
  /** Those with undecided differences first. */
  readonly ordered: readonly Entry[];
  readonly objectId: string;
  readonly onChoose: (objectId: string) => void;
};

const rowPx = 44;

export function ShapeshifterObjects({ ordered, objectId, onChoose }: ShapeshifterObjectsProps) {
  const [words, setWords] = useState('');
  const entryById = new Map(ordered.map((entry) => [entry.object.id, entry]));
  const found =
    words.trim() === ''
      ? ordered
      : findByWords(
          ordered.map(({ object }) => object),
          words,
        ).flatMap(({ id }) => entryById.get(id) ?? []);
  const { scroller, first, end, heightPx, onScroll } = useRowWindow<HTMLElement>(found.length, rowPx);
  return (
    <nav className="shifter-objects" aria-label="Objects">
      <TextInput
        aria-label="Find an object"
        placeholder="Find an object"
        leftSection={<Search size={14} aria-hidden />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <section ref={scroller} className="shifter-object-list" onScroll={onScroll} aria-label="Objects, undecided first">
        <ul style={{ height: heightPx }}>
          {found.slice(first, end).map(({ object, counts, contextCount }, offset) => (
            <li key={object.id} style={{ top: (first + offset) * rowPx, height: rowPx }}>
              <button
                type="button"
                aria-current={object.id === objectId ? 'true' : undefined}
                className={`shifter-object${object.id === objectId ? ' shifter-object-current' : ''}`}
                onClick={() => onChoose(object.id)}
              >
                <bdi className="shifter-object-name">{object.name}</bdi>
                <GapDot projectId={object.projectId} kind="object" id={object.id} />
                <span className="shifter-object-note">
                  {contextCount === 0
                    ? 'no contexts'
                    : contextCount === 1
                      ? '1 context'
                      : `${String(contextCount)} contexts`}
                </span>
                {counts.undecided === 0 ? null : (
                  <span className="chip chip-warn num" title={`${String(counts.undecided)} differences not decided`}>
                    {counts.undecided}
                    <span className="visually-hidden"> differences not decided</span>
                  </span>
                )}
              </button>
            </li>
          ))}
        </ul>
      </section>
    </nav>
  );
}
