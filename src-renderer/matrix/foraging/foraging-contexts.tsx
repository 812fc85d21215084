import type { SourceTextRecord } from '#shared/matrix/question-entities.ts';

import type { ForagedText } from '#shared/matrix/foraging/noun-rows.ts';
import { showPlace } from './foraging-store.ts';
import { listContexts } from '#shared/matrix/foraging/noun-rows.ts';
import type { NounRow } from '#shared/matrix/foraging/noun-rows.ts';

export type ForagingContextsProps = {
  readonly row: NounRow;
  readonly texts: readonly SourceTextRecord[];
  readonly byTextId: ReadonlyMap<string, ForagedText>;
};

/** Listed at once; who needs more sees them marked in the text. */
const contextsMax = 100;

/** Where the active noun stands, over all texts; each leads to its place. */
export function ForagingContexts({ row, texts, byTextId }: ForagingContextsProps) {
  const textIds = texts.map(({ id }) => id);
  const contexts = listContexts(row.key, textIds, { byTextId, countMax: contextsMax });
  const nameById = new Map(texts.map(({ id, name }) => [id, name]));
  return (
    <section className="foraging-contexts" aria-label={`Where ${row.name} stands`}>
      <header className="foraging-head">
        <h2>
          <bdi>{row.name}</bdi> in its contexts
        </h2>
        <span className="foraging-head-note num">
          {row.count === 1 ? '1 place' : `${String(row.count)} places`} in{' '}
          {row.countByTextId.size === 1 ? '1 text' : `${String(row.countByTextId.size)} texts`}
        </span>
      </header>
      <ul>
        {contexts.map((context) => (
          <li key={`${context.textId}:${String(context.start)}`}>
            <button type="button" dir="auto" onClick={() => showPlace(context)}>
              {context.before}
              <mark>{context.found}</mark>
              {context.after}
              {texts.length > 1 ? <bdi className="foraging-context-text">{nameById.get(context.textId)}</bdi> : null}
            </button>
          </li>
        ))}
        {row.count > contexts.length ? (
          <li className="foraging-more">and {row.count - contexts.length} more, marked in the texts</li>
        ) : null}
      </ul>
    </section>
  );
}
