import { TextInput } from '@mantine/core';
import { NodeToolbar, Position, useInternalNode, useStore } from '@xyflow/react';
import type { Transform, XYPosition } from '@xyflow/react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { RefObject } from 'react';

import { Button } from '../../ui/button.tsx';
import { nameOf } from '../nested-matrix/matrix-actions.ts';
import type { MatrixScope } from '../nested-matrix/matrix-actions.ts';
import { ObjectChooser } from '../object-chooser.tsx';
import { relateObjects } from './system-actions.ts';
import { askFor, changeSystem, useSystemStore } from './system-store.ts';

/** A new relationship: to which object, how many, and what it is called. */
export function SystemRelate({ scope }: { readonly scope: MatrixScope }) {
  const relating = useSystemStore((state) => state.relating);
  if (relating === null) return null;
  const { fromId, toId } = relating;
  const from = nameOf(scope.model, fromId);
  if (toId === null) {
    return (
      <ObjectChooser
        title={`Relate ${from} to`}
        note="Choose the object at the other end; itself is one of them. Then say how many there are."
        action="Choose"
        objects={scope.model.objects}
        likeName=""
        onChoose={({ id }) => changeSystem({ relating: { fromId, toId: id } })}
        onClose={() => {
          if (useSystemStore.getState().relating?.toId === null) changeSystem({ relating: null });
        }}
      />
    );
  }
  return <RelateBeside key={`${fromId}>${toId}`} scope={scope} fromId={fromId} toId={toId} />;
}

type RelateFormProps = { readonly scope: MatrixScope; readonly fromId: string; readonly toId: string };

/** Where the line ended; at its beginning, where the other end is in a closed cluster. */
function RelateBeside(props: RelateFormProps) {
  const [from, to] = [useInternalNode(props.fromId), useInternalNode(props.toId)];
  const anchor = to ?? from;
  // Towards the middle of the canvas, where there is room.
  const isLeft = useStore(({ transform, width }) => screenX(anchor, transform) < width / 2);
  const isHigh = useStore(({ transform, height }) => screenY(anchor, transform) < height / 2);
  return (
    <NodeToolbar
      nodeId={anchor?.id ?? props.fromId}
      isVisible
      position={isHigh ? Position.Bottom : Position.Top}
      align={isLeft ? 'start' : 'end'}
      className="nodrag nopan nowheel"
    >
      <RelateForm {...props} />
    </NodeToolbar>
  );
}

type Placed = { readonly internals: { readonly positionAbsolute: XYPosition } } | undefined;

function screenX(node: Placed, [left, , zoom]: Transform): number {
  return left + (node?.internals.positionAbsolute.x ?? 0) * zoom;
}

function screenY(node: Placed, [, top, zoom]: Transform): number {
  return top + (node?.internals.positionAbsolute.y ?? 0) * zoom;
}

function RelateForm({ scope, fromId, toId }: RelateFormProps) {
  const [typed, setTyped] = useState('');
  const [label, setLabel] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [from, to] = [nameOf(scope.model, fromId), nameOf(scope.model, toId)];
  const form = useRef<HTMLDivElement>(null);
  function close(): void {
    changeSystem({ relating: null });
    askFor(fromId);
  }
  useEscape(form, close);
  return (
    <div ref={form} className="system-relate" role="dialog" aria-label={`Relate ${from} to ${to}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const related = relateObjects(scope, { fromId, toId }, { typed, label });
          if (!related.ok) setProblem(related.failure.problem);
        }}
      >
        <p>
          <bdi>{from}</bdi> → <bdi>{to}</bdi>
        </p>
        <TextInput
          label={`How many ${to} has one ${from}?`}
          placeholder="0..*  or both ways, 1:n"
          size="xs"
          value={typed}
          error={problem}
          ref={focusIt}
          onChange={({ currentTarget }) => {
            setTyped(currentTarget.value);
            setProblem(null);
          }}
        />
        <TextInput
          label="What it is called"
          placeholder="holds"
          size="xs"
          dir="auto"
          maxLength={2000}
          value={label}
          onChange={({ currentTarget }) => setLabel(currentTarget.value)}
        />
        <div className="system-relate-actions">
          <Button onClick={close}>Cancel</Button>
          <Button look="primary" type="submit">
            Relate
          </Button>
        </div>
      </form>
    </div>
  );
}

/** Closes what has the focus within it; typing in a field is given up too. */
function useEscape(element: RefObject<HTMLElement | null>, close: () => void): void {
  const leave = useEffectEvent(close);
  useEffect(() => {
    const dialog = element.current;
    const takeKey = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') leave();
    };
    dialog?.addEventListener('keydown', takeKey);
    return () => dialog?.removeEventListener('keydown', takeKey);
  }, [element]);
}

function focusIt(input: HTMLInputElement | null): void {
  input?.focus({ preventScroll: true });
}
