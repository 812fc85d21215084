import { Select } from '@mantine/core';
import { ArrowRight, X } from 'lucide-react';

import { edgeLabel } from '#shared/matrix/system-words.ts';

import { IconButton } from '../ui/icon-button.tsx';
import { nameOf } from './matrix-actions.ts';
import type { MatrixScope } from './matrix-actions.ts';
import type { PathEnds } from './matrix-store.ts';
import { changeSystem, chooseEdge } from './system-store.ts';
import { useObjectChoices } from './use-object-choices.ts';
import type { SystemStage } from './use-system-stage.ts';
import { showObject } from './use-system-subject.ts';

export type SystemPathBarProps = {
  readonly scope: MatrixScope;
  readonly stage: SystemStage;
  readonly path: PathEnds;
};

/** The shortest way from one object to another: listed here, and in strong lines in the picture. */
export function SystemPathBar({ scope, stage, path }: SystemPathBarProps) {
  const choices = useObjectChoices(scope.model);
  return (
    <section className="matrix-path" aria-label="Path between two objects">
      <Select
        aria-label="Path from"
        placeholder="From"
        size="xs"
        searchable
        limit={50}
        data={choices}
        value={path.fromId}
        onChange={(fromId) => changeSystem({ path: { ...path, fromId } })}
      />
      <ArrowRight size={14} aria-hidden />
      <Select
        aria-label="Path to"
        placeholder="To"
        size="xs"
        searchable
        limit={50}
        data={choices}
        value={path.toId}
        onChange={(toId) => changeSystem({ path: { ...path, toId } })}
      />
      <div className="matrix-hops" role="status">
        {path.fromId === null || path.toId === null ? 'Choose two objects.' : <Hops scope={scope} stage={stage} />}
      </div>
      <IconButton label="Close the path" icon={X} isSmall onClick={() => changeSystem({ path: null })} />
    </section>
  );
}

function Hops({ scope, stage }: Pick<SystemPathBarProps, 'scope' | 'stage'>) {
  const { hops } = stage;
  if (hops === undefined) return <>No relationships lead from one to the other.</>;
  if (hops.length === 0) return <>That is one and the same object.</>;
  return (
    <ol>
      {hops.map(({ fromId, toId, relationship }) => (
        <li key={`${fromId}>${toId}`}>
          <button
            type="button"
            className="matrix-hop"
            onClick={() => {
              showObject(stage, fromId);
              chooseEdge(relationship.id);
              changeSystem({ isInspecting: true });
            }}
          >
            <bdi>{nameOf(scope.model, fromId)}</bdi>
            <em dir="auto">{edgeLabel(relationship)}</em>
            <bdi>{nameOf(scope.model, toId)}</bdi>
          </button>
        </li>
      ))}
    </ol>
  );
}
