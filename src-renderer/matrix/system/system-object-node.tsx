import '../gaps/gap-mark.css';

import { Handle, Position } from '@xyflow/react';
import type { NodeProps } from '@xyflow/react';
import { CircleDot, Pointer, Tags } from 'lucide-react';
import { memo, useEffect, useRef } from 'react';

import { counted, objectSentence } from '#shared/matrix/system/system-words.ts';
import type { ObjectCounts } from '#shared/matrix/system/system-words.ts';

import { useGapsOf } from '../gaps/use-gaps.ts';
import type { ObjectNode } from './system-flow.ts';
import { SystemName } from './system-name.tsx';
import { useSystemStore } from './system-store.ts';

const sides = [Position.Right, Position.Left, Position.Top, Position.Bottom];

/** An object: what it is called, what kind it is, and how much there is to it. */
export const SystemObjectNode = memo(function SystemObjectNode({ id, data, selected }: NodeProps<ObjectNode>) {
  const { object, counts, relationshipCount, paint, onPath, other, mayEdit } = data;
  const isActive = useSystemStore((state) => state.activeId === id);
  const isRenaming = useSystemStore((state) => state.renamingId === id);
  const element = useFocusWhenAsked(id);
  const { length: openCount } = useGapsOf(object.projectId, { kind: 'object', id });
  return (
    <div
      className={`system-object system-path-${onPath}${selected ? ' system-chosen' : ''}`}
      data-paint={paint}
      data-type={object.objectType}
      style={other === undefined ? undefined : { outline: `2px solid var(--cursor-${String(other.color)})` }}
    >
      {isRenaming ? (
        <SystemName object={object} />
      ) : (
        <>
          <div
            ref={element}
            role="button"
            className="system-face"
            tabIndex={isActive ? 0 : -1}
            data-system-node={id}
            data-active={isActive || undefined}
            aria-pressed={selected}
            aria-label={`${objectSentence(object, counts, relationshipCount)}${openCount === 0 ? '' : `, ${String(openCount)} open`}`}
            title={object.name}
          />
          <div className="system-lines" aria-hidden>
            <bdi className="system-object-name">{object.name}</bdi>
            <span className="system-object-type">
              {object.objectType}
              {object.phase === '' ? null : <bdi> · {object.phase}</bdi>}
            </span>
            <Counts counts={counts} />
            {openCount === 0 ? null : (
              <span className="gap-dot system-object-gap" title={`${String(openCount)} open`} />
            )}
          </div>
        </>
      )}
      {sides.map((side) => (
        <Handle
          key={side}
          id={side}
          type="source"
          position={side}
          isConnectable={mayEdit}
          className="system-handle"
          aria-hidden
        />
      ))}
      {other === undefined ? null : (
        <span className="system-other" style={{ background: `var(--cursor-${String(other.color)})` }}>
          {other.name}
        </span>
      )}
    </div>
  );
});

function Counts({ counts }: { readonly counts: ObjectCounts }) {
  return (
    <span className="system-object-counts num">
      <span title={counted(counts.attributes, 'attribute', 'attributes')}>
        <Tags size={11} aria-hidden /> {counts.attributes}
      </span>
      <span title={counted(counts.ctas, 'call to action', 'calls to action')}>
        <Pointer size={11} aria-hidden /> {counts.ctas}
      </span>
      <span title={counted(counts.states, 'state', 'states')}>
        <CircleDot size={11} aria-hidden /> {counts.states}
      </span>
    </span>
  );
}

/** The canvas brings it on screen; the node takes the focus, however long it takes until it is there. */
function useFocusWhenAsked(id: string) {
  const element = useRef<HTMLDivElement>(null);
  const isAsked = useSystemStore((state) => state.askedId === id);
  useEffect(() => {
    if (!isAsked) return;
    element.current?.focus({ preventScroll: true });
    // A node that has just been made is hidden until it is measured, and takes no focus before.
    if (document.activeElement === element.current) useSystemStore.setState({ askedId: null });
  });
  return element;
}
