import { useState } from 'react';

import type { Json } from '#shared/values/json.ts';

import { formatCount } from './format-cell.ts';
import { HandleChip } from './handle-chip.tsx';
import { partsOf, scalarText } from './value-parts.ts';
import type { Parts } from './value-parts.ts';

type ValueTreeProps = { readonly json: Json };

/** Exact JSON (value-json.ts) as a tree; what is deep or long opens on demand. */
export function ValueTree({ json }: ValueTreeProps) {
  const parts = partsOf(json);
  return parts === null ? <Scalar json={json} /> : <Branch parts={parts} depth={0} />;
}

/** Entries drawn before "show more": a tree of a million rows would stop the window. */
const entriesShown = 100;

function Branch({ parts, depth }: { readonly parts: Parts; readonly depth: number }) {
  const [shownCount, setShownCount] = useState(entriesShown);
  const rest = parts.entries.length - shownCount;
  return (
    <ul className="value-branch">
      {parts.entries.slice(0, shownCount).map(([name, inner], index) => (
        // Names may repeat, and the value never changes while it is on screen.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={index}>
          <Entry name={name} json={inner} depth={depth} />
        </li>
      ))}
      {rest > 0 ? (
        <li>
          <button type="button" className="value-more" onClick={() => setShownCount(shownCount + 10 * entriesShown)}>
            {formatCount(rest)} more…
          </button>
        </li>
      ) : null}
    </ul>
  );
}

function Entry({ name, json, depth }: { readonly name: string; readonly json: Json; readonly depth: number }) {
  const parts = partsOf(json);
  const [isOpen, setIsOpen] = useState(depth < 1);
  if (parts === null) {
    return (
      <span className="value-line">
        <span className="value-name">{name}</span> <Scalar json={json} />
      </span>
    );
  }
  if (
    parts.what === 'list' &&
    parts.entries.length <= 12 &&
    parts.entries.every(([, inner]) => partsOf(inner) === null)
  ) {
    return (
      <span className="value-line">
        <span className="value-name">{name}</span> <ShortList entries={parts.entries} />
      </span>
    );
  }
  return (
    <details open={isOpen} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>
        <span className="value-name">{name}</span>{' '}
        <span className="value-size">
          {parts.what}, {formatCount(parts.entries.length)} {parts.entries.length === 1 ? 'entry' : 'entries'}
        </span>
      </summary>
      {isOpen ? <Branch parts={parts} depth={depth + 1} /> : null}
    </details>
  );
}

function ShortList({ entries }: { readonly entries: Parts['entries'] }) {
  return (
    <span className="value-list">
      [
      {entries.map(([name, inner], index) => (
        <span key={name}>
          {index === 0 ? '' : ', '}
          <Scalar json={inner} />
        </span>
      ))}
      ]
    </span>
  );
}

function Scalar({ json }: { readonly json: Json }) {
  const [look, text] = scalarText(json);
  if (look === 'handle') return <HandleChip description={text} />;
  return <span className={`value-${look}`}>{text}</span>;
}
