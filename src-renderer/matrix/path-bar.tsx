import { Select } from '@mantine/core';
import { ArrowRight, X } from 'lucide-react';

import type { Hop } from '#shared/matrix/object-path.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { IconButton } from '../ui/icon-button.tsx';
import { nameOf } from './nested-matrix/matrix-actions.ts';
import type { PathEnds } from './nested-matrix/matrix-store.ts';
import { useObjectChoices } from './use-object-choices.ts';

export type PathBarProps = {
  readonly model: ProjectModel;
  readonly path: PathEnds;
  /** Undefined where no relationships lead from one to the other. */
  readonly hops: readonly Hop[] | undefined;
  readonly labelOf: (hop: Hop) => string;
  /** Null closes it. */
  readonly onPath: (path: PathEnds | null) => void;
  readonly onHop: (hop: Hop) => void;
};

/** The shortest way from one object to another: its hops are listed here, and marked in the view. */
export function PathBar({ model, path, hops, labelOf, onPath, onHop }: PathBarProps) {
  const choices = useObjectChoices(model.objects);
  const isChosen = path.fromId !== null && path.toId !== null;
  const shared = { size: 'xs', searchable: true, limit: 50, data: choices } as const;
  return (
    <section className="matrix-path" aria-label="Path between two objects">
      <Select
        {...shared}
        data-autofocus
        aria-label="Path from"
        placeholder="From"
        value={path.fromId}
        onChange={(fromId) => onPath({ ...path, fromId })}
      />
      <ArrowRight size={14} aria-hidden />
      <Select
        {...shared}
        aria-label="Path to"
        placeholder="To"
        value={path.toId}
        onChange={(toId) => onPath({ ...path, toId })}
      />
      <div className="matrix-hops" role="status">
        {isChosen ? <Hops {...{ model, hops, labelOf, onHop }} /> : 'Choose two objects.'}
      </div>
      <IconButton label="Close the path" icon={X} isSmall onClick={() => onPath(null)} />
    </section>
  );
}

function Hops({ model, hops, labelOf, onHop }: Pick<PathBarProps, 'model' | 'hops' | 'labelOf' | 'onHop'>) {
  if (hops === undefined) return <>No relationships lead from one to the other.</>;
  if (hops.length === 0) return <>That is one and the same object.</>;
  return (
    <ol>
      {hops.map((hop) => (
        <li key={`${hop.fromId}>${hop.toId}`}>
          <button type="button" className="matrix-hop" onClick={() => onHop(hop)}>
            <bdi>{nameOf(model, hop.fromId)}</bdi>
            <em dir="auto">{labelOf(hop)}</em>
            <bdi>{nameOf(model, hop.toId)}</bdi>
          </button>
        </li>
      ))}
    </ol>
  );
}
