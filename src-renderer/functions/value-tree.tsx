import { useState } from 'react';

import { isJsonList } from '#shared/values/json.ts';
import type { Json } from '#shared/values/json.ts';

import { formatCount } from './format-cell.ts';

type ValueTreeProps = { readonly json: Json };

/** Exact JSON (value-json.ts) as a tree; what is deep or long opens on demand. */
export function ValueTree({ json }: ValueTreeProps) {
  const parts = partsOf(json);
  return parts === null ? <Scalar json={json} /> : <Branch parts={parts} depth={0} />;
}

type Parts = { readonly isList: boolean; readonly entries: readonly (readonly [name: string, json: Json])[] };

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
  if (parts.isList && parts.entries.length <= 12 && parts.entries.every(([, inner]) => partsOf(inner) === null)) {
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
          {parts.isList ? 'list' : 'map'} of {formatCount(parts.entries.length)}
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
  const [kind, text] = scalarText(json);
  return <span className={`value-${kind}`}>{text}</span>;
}

function scalarText(json: Json): readonly [kind: string, text: string] {
  if (json === null) return ['missing', 'null'];
  if (typeof json === 'string') return ['text', JSON.stringify(json)];
  if (typeof json === 'boolean') return ['number', String(json)];
  if (typeof json === 'number') return ['number', String(json)];
  const [tag = '', inner = ''] = Object.entries(json)[0] ?? [];
  const text = typeof inner === 'string' ? inner : JSON.stringify(inner);
  // A whole float is told from an integer by its point.
  return tag === '$float' ? ['number', /^-?\d+$/.test(text) ? `${text}.0` : text] : ['number', text];
}

/** The entries of a list or a map; null for everything that is one value. */
function partsOf(json: Json): Parts | null {
  if (json === null || typeof json !== 'object') return null;
  if (isJsonList(json)) return { isList: true, entries: json.map((inner, index) => [String(index + 1), inner]) };
  const keys = Object.keys(json);
  const first = keys[0];
  if (keys.length !== 1 || first === undefined || !first.startsWith('$')) {
    return { isList: false, entries: keys.map((key) => [key, json[key] ?? null]) };
  }
  const inner = json[first] ?? null;
  if (first === '$map' && isJsonList(inner)) {
    return {
      isList: false,
      entries: inner.map(entryOf),
    };
  }
  if (first === '$table' && inner !== null && typeof inner === 'object' && !isJsonList(inner)) {
    return { isList: false, entries: Object.keys(inner).map((key) => [key, inner[key] ?? null]) };
  }
  return null;
}

/** A pair of a name and a value. */
function entryOf(json: Json): readonly [name: string, json: Json] {
  if (!isJsonList(json)) return ['', json];
  const [name, inner = null] = json;
  return [typeof name === 'string' ? name : '', inner];
}
