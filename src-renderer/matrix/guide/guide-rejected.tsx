import { Select } from '@mantine/core';
import { Ban, Undo2 } from 'lucide-react';

import { rejections } from '#shared/matrix/object-entities.ts';
import type { ObjectRecord } from '#shared/matrix/object-entities.ts';

import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { rejectionLabel } from '../foraging/foraging-actions.ts';
import { changeObject, restoreObject } from './guide-actions.ts';
import { InPlaceText } from '../in-place-text.tsx';
import { useRowWindow } from '../use-row-window.ts';

export type GuideRejectedProps = {
  readonly rejected: readonly ObjectRecord[];
  readonly textCounts: ReadonlyMap<string, number>;
  readonly mayEdit: (object: ObjectRecord) => boolean;
};

const rowPx = 40;

/** The nouns that are no objects, each with its reason, so that nobody proposes it again. */
export function GuideRejected({ rejected, textCounts, mayEdit }: GuideRejectedProps) {
  const { scroller, first, end, heightPx, onScroll } = useRowWindow<HTMLDivElement>(rejected.length, rowPx);
  if (rejected.length === 0) {
    return (
      <EmptyState icon={Ban} title="No rejected nouns">
        A noun that turns out to be an attribute, a role or too vague is rejected with its reason: from the menu of an
        object, or with R in noun foraging. It stays here, and can come back.
      </EmptyState>
    );
  }
  return (
    // The tabindex lets the keyboard scroll it, as checkers ask.
    <div
      ref={scroller}
      className="guide-rejected"
      tabIndex={0}
      role="group"
      aria-label="Rejected nouns"
      onScroll={onScroll}
    >
      <ul style={{ height: heightPx }}>
        {rejected.slice(first, end).map((object, offset) => (
          <li key={object.id} style={{ top: (first + offset) * rowPx, height: rowPx }}>
            <RejectedRow object={object} textCount={textCounts.get(object.id) ?? 0} isReadOnly={!mayEdit(object)} />
          </li>
        ))}
      </ul>
    </div>
  );
}

type RejectedRowProps = { readonly object: ObjectRecord; readonly textCount: number; readonly isReadOnly: boolean };

function RejectedRow({ object, textCount, isReadOnly }: RejectedRowProps) {
  const { name, rejection, rejectionNote } = object;
  return (
    <>
      <bdi className="guide-rejected-name">{name}</bdi>
      <Select
        className="guide-rejected-reason"
        aria-label={`Why ${name} is no object`}
        data={rejections.map((value) => ({ value, label: rejectionLabel(value) }))}
        value={rejection}
        allowDeselect={false}
        disabled={isReadOnly}
        onChange={(value) => {
          const reason = rejections.find((one) => one === value);
          if (reason !== undefined && reason !== rejection)
            void changeObject(object, { rejection: reason }, 'the reason');
        }}
      />
      <InPlaceText
        label={`Note on ${name}`}
        placeholder="Note"
        value={rejectionNote}
        isReadOnly={isReadOnly}
        mayBeEmpty
        onKeep={(note) => void changeObject(object, { rejectionNote: note }, 'the note')}
      />
      <span className="guide-rejected-count num">{textCount === 0 ? '' : `${String(textCount)} in texts`}</span>
      <Button
        icon={Undo2}
        disabledReason={isReadOnly ? 'You may only read the objects of this project' : undefined}
        aria-label={`Back to objects: ${name}`}
        onClick={() => void restoreObject(object)}
      >
        Back to objects
      </Button>
    </>
  );
}
