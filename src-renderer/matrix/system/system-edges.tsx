import { EdgeLabelRenderer, useInternalNode } from '@xyflow/react';
import type { EdgeProps, InternalNode } from '@xyflow/react';
import { memo } from 'react';

import { crowsFoot } from '#shared/matrix/crows-foot.ts';
import type { End, RelationshipRecord } from '#shared/matrix/object-entities.ts';
import { edgeShape, loopShape } from '#shared/matrix/system/system-geometry.ts';
import type { Box, EdgeShape } from '#shared/matrix/system/system-geometry.ts';
import { edgeLabel } from '#shared/matrix/system/system-words.ts';

import { useGapsOf } from '../gaps/use-gaps.ts';
import type { BundleEdge, RelationshipEdge, SystemNode } from './system-flow.ts';
import { useSystemStore } from './system-store.ts';

type AnyNode = InternalNode<SystemNode> | undefined;

/** A relationship with a crow's foot at each end; an end that nobody knows is dashed. */
export const SystemRelationshipEdge = memo(function SystemRelationshipEdge(props: EdgeProps<RelationshipEdge>) {
  const { source, target, data, selected = false } = props;
  const shape = useShape(useInternalNode<SystemNode>(source), useInternalNode<SystemNode>(target), data?.lane ?? 0);
  const isFar = useSystemStore((state) => state.isFar);
  if (shape === undefined || data === undefined) return null;
  const { relationship, onPath } = data;
  return (
    <g className={`system-edge system-path-${onPath}${selected ? ' system-edge-chosen' : ''}`}>
      <path className="system-edge-reach react-flow__edge-interaction" d={`${shape.sourceHalf}${shape.targetHalf}`} />
      <path className={halfClass(relationship.sourceEnd)} d={shape.sourceHalf} />
      <path className={halfClass(relationship.targetEnd)} d={shape.targetHalf} />
      <Foot shape={shape} side="source" end={relationship.sourceEnd} />
      <Foot shape={shape} side="target" end={relationship.targetEnd} />
      {isFar && !selected && onPath !== 'on' ? null : (
        <text className="system-edge-label" x={shape.middle.x} y={shape.middle.y + (source === target ? -6 : 4)}>
          <tspan>{edgeLabel(relationship)}</tspan>
          <EdgeGap relationship={relationship} />
        </text>
      )}
    </g>
  );
});

/** Something is open about it: what, is told where the relationship is chosen. */
function EdgeGap({ relationship: { id, projectId } }: { readonly relationship: RelationshipRecord }) {
  const { length } = useGapsOf(projectId, { kind: 'relationship', id });
  return length === 0 ? null : (
    <tspan className="system-edge-gap" dx={5}>
      ●<title>{length} open</title>
    </tspan>
  );
}

/** Relationships that are not drawn one by one, with their number. */
export const SystemBundleEdge = memo(function SystemBundleEdge({ source, target, data }: EdgeProps<BundleEdge>) {
  const shape = useShape(useInternalNode<SystemNode>(source), useInternalNode<SystemNode>(target), 0);
  if (shape === undefined || data === undefined) return null;
  const { count, onPath } = data;
  return (
    <>
      <g className={`system-bundle system-path-${onPath}`}>
        <path d={`${shape.sourceHalf}${shape.targetHalf}`} strokeWidth={Math.min(10, 1 + Math.log2(count))} />
      </g>
      <EdgeLabelRenderer>
        <span
          className="system-bundle-count num"
          style={{
            transform: `translate(-50%, -50%) translate(${String(shape.middle.x)}px, ${String(shape.middle.y)}px)`,
          }}
        >
          {count}
        </span>
      </EdgeLabelRenderer>
    </>
  );
});

function Foot({
  shape,
  side,
  end,
}: {
  readonly shape: EdgeShape;
  readonly side: 'source' | 'target';
  readonly end: End | null;
}) {
  const [at, out] = side === 'source' ? [shape.start, shape.startOut] : [shape.end, shape.endOut];
  const { strokes, ring } = crowsFoot(end, at, out);
  return (
    <>
      {strokes === '' ? null : <path className="system-foot" d={strokes} />}
      {ring === null ? null : (
        <circle className="system-foot-ring" cx={ring.centre.x} cy={ring.centre.y} r={ring.radius} />
      )}
    </>
  );
}

function halfClass(end: End | null): string {
  return end === null ? 'system-edge-half system-edge-unknown' : 'system-edge-half';
}

function useShape(source: AnyNode, target: AnyNode, lane: number): EdgeShape | undefined {
  if (source === undefined || target === undefined) return undefined;
  return source.id === target.id ? loopShape(boxOf(source), lane) : edgeShape(boxOf(source), boxOf(target), lane);
}

function boxOf({ internals, width = 0, height = 0 }: InternalNode<SystemNode>): Box {
  return { ...internals.positionAbsolute, width, height };
}
