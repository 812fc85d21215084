import { Handle, Position } from '@xyflow/react';
import type { NodeProps } from '@xyflow/react';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo, useEffect, useRef } from 'react';

import { counted } from '#shared/matrix/system/system-words.ts';

import type { ClusterNode } from './system-flow.ts';
import { toggleCluster, useSystemStore } from './system-store.ts';

/** Objects that belong together, as one thing until it is opened. */
export const SystemClusterNode = memo(function SystemClusterNode({ id, data, selected }: NodeProps<ClusterNode>) {
  const { name, memberCount, isOpen, onPath, other } = data;
  const isActive = useSystemStore((state) => state.activeId === id);
  const isAsked = useSystemStore((state) => state.askedId === id);
  const element = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isAsked) return;
    element.current?.focus({ preventScroll: true });
    if (document.activeElement === element.current) useSystemStore.setState({ askedId: null });
  });
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  const rest = memberCount - 2;
  return (
    <div
      className={`system-cluster system-cluster-${isOpen ? 'open' : 'closed'} system-path-${onPath}${selected ? ' system-chosen' : ''}`}
      style={other === undefined ? undefined : { outline: `2px solid var(--cursor-${String(other.color)})` }}
    >
      <button
        ref={element}
        type="button"
        className="system-cluster-head"
        tabIndex={isActive ? 0 : -1}
        data-system-node={id}
        data-active={isActive || undefined}
        aria-expanded={isOpen}
        aria-label={`Cluster of ${name}${rest > 0 && !isOpen ? ` and ${String(rest)} more` : ''}, ${counted(memberCount, 'object', 'objects')}`}
        onClick={() => toggleCluster(id)}
      >
        <Chevron size={14} aria-hidden />
        <bdi className="system-cluster-name" title={name}>
          {name}
        </bdi>{' '}
        <span className="system-cluster-count num">
          {rest > 0 && !isOpen ? `and ${String(rest)} more` : counted(memberCount, 'object', 'objects')}
        </span>
      </button>
      <Handle
        type="source"
        position={Position.Right}
        isConnectable={false}
        className="system-handle-none"
        aria-hidden
      />
    </div>
  );
});
