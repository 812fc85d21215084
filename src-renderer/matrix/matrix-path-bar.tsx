import { Select } from '@mantine/core';
import { ArrowRight, X } from 'lucide-react';
import { useContext } from 'react';

import { findPath } from '#shared/matrix/object-path.ts';
import type { Hop } from '#shared/matrix/object-path.ts';

import { IconButton } from '../ui/icon-button.tsx';
import { nameOf } from './matrix-actions.ts';
import type { MatrixScope } from './matrix-actions.ts';
import { selectAt } from './matrix-moves.ts';
import { changeMatrix } from './matrix-store.ts';
import type { PathEnds } from './matrix-store.ts';
import { SurfaceContext } from './surface-context.ts';
import { spotOfHop } from './use-matrix-path.ts';
import { useObjectChoices } from './use-object-choices.ts';

export type MatrixPathBarProps = { readonly scope: MatrixScope; readonly path: PathEnds };

/** The shortest way from one object to another: its hops are listed here and marked in the matrix. */
export function MatrixPathBar({ scope, path }: MatrixPathBarProps) {
  const { model } = scope;
  const choices = useObjectChoices(model);
  const hops = path.fromId === null || path.toId === null ? undefined : findPath(model, path.fromId, path.toId);
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
        onChange={(fromId) => changeMatrix({ path: { ...path, fromId } })}
        data-autofocus
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
        onChange={(toId) => changeMatrix({ path: { ...path, toId } })}
      />
      <div className="matrix-hops" role="status">
        {path.fromId === null || path.toId === null ? 'Choose two objects.' : <Hops scope={scope} hops={hops} />}
      </div>
      <IconButton label="Close the path" icon={X} isSmall onClick={() => changeMatrix({ path: null })} />
    </section>
  );
}

function Hops({ scope, hops }: { readonly scope: MatrixScope; readonly hops: readonly Hop[] | undefined }) {
  const surface = useContext(SurfaceContext);
  if (hops === undefined) return <>No relationships lead from one to the other.</>;
  if (hops.length === 0) return <>That is one and the same object.</>;
  return (
    <ol>
      {hops.map((hop) => (
        <li key={`${hop.fromId}>${hop.toId}`}>
          <button
            type="button"
            className="matrix-hop"
            onClick={() => {
              const spot = spotOfHop(scope, hop);
              if (spot !== undefined) selectAt(scope, surface, spot);
            }}
          >
            <span dir="auto">{nameOf(scope.model, hop.fromId)}</span>
            <em dir="auto">{labelOf(hop)}</em>
            <span dir="auto">{nameOf(scope.model, hop.toId)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}

function labelOf({ fromId, relationship }: Hop): string {
  const isForward = relationship.sourceObjectId === fromId;
  const said = isForward ? relationship.description : relationship.inverseLabel;
  if (said !== '') return said.length > 40 ? `${said.slice(0, 40)}…` : said;
  return isForward ? relationship.relationshipType.replaceAll('_', ' ') : 'is related to';
}
