/*
 * The first load of a part, a page at a time. While a page is written the next one is on its way, which halves the time of a first
 * load. A page must not be older than what has been pulled or pushed, or what that brought would be lost; so what is on its way is
 * forgotten whenever something else comes in or goes out.
 */
import { inTurns } from '#shared/base/in-turns.ts';
import type { GiveWay } from '#shared/base/in-turns.ts';
import { ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { ScopePart } from '#shared/sync/find-reach-changes.ts';

import type { HeldPart } from '../store/sync-progress.ts';
import { listHeldIds } from './list-held-ids.ts';
import type { HeldIds } from './list-held-ids.ts';
import { receiveRecords } from './receive-page.ts';
import type { ReceiveDeps } from './receive-page.ts';
import type { RecordPage } from './record-page.ts';
import type { SyncFailure, SyncServer } from './sync-server.ts';

export type LoadDeps = ReceiveDeps & { readonly server: Pick<SyncServer, 'snapshot'>; readonly giveWay: GiveWay };

/**
 * `other-state`: the server was set back, or the part is not reached any more. `not-asked`: it makes no sense. `unreadable`: what
 * came before a record that is none has been written.
 */
export type Loaded = 'page' | 'other-state' | 'not-asked' | 'unreadable';

export type PartLoader = {
  readonly load: (held: HeldPart) => Promise<Result<Loaded, SyncFailure>>;
  /** What is on its way is of no use any more. */
  readonly forget: () => void;
  /** Resolves when nothing is on its way. */
  readonly close: () => Promise<void>;
};

type Page = { readonly part: ScopePart; readonly afterId: string | null };
type Answer = Promise<Result<RecordPage, SyncFailure>>;

export function createPartLoader(deps: LoadDeps): PartLoader {
  let ahead: { readonly page: Page; readonly answer: Answer } | undefined;
  let listed: { readonly page: Page; readonly held: HeldIds } | undefined;
  let last: Promise<unknown> = Promise.resolve();

  function ask({ part, afterId }: Page): Answer {
    const answer = deps.server.snapshot({ scope: part.scope, entity: part.entity, afterId });
    // Whoever takes the answer sees its failure; one that is forgotten has none.
    last = Promise.allSettled([last, answer]).then(() => undefined);
    return answer;
  }

  async function take(page: Page): Answer {
    const known = ahead;
    ahead = undefined;
    return await (known !== undefined && isSamePage(known.page, page) ? known.answer : ask(page));
  }

  /** Answers whether all of it could be read. */
  async function write(page: Page, { isEnd, ...records }: RecordPage): Promise<boolean> {
    const entity = deps.entities.find(page.part.entity);
    const known = listed;
    // Taken from while the page is written: should that fail, it is listed anew.
    listed = undefined;
    if (entity === undefined) return true;
    const held =
      known !== undefined && isSamePage(known.page, page)
        ? known.held
        : await inTurns(deps.giveWay, listHeldIds(deps.sync, { entity, ...page }));
    const isReadable = await inTurns(deps.giveWay, receiveRecords(deps, { ...page, held }, { ...records, isEnd }));
    if (isReadable && !isEnd) listed = { page: { ...page, afterId: records.ids.at(-1) ?? page.afterId }, held };
    return isReadable;
  }

  return {
    load: async ({ scopeKind, scopeId, entity, afterId }) => {
      const part = partOf({ scopeKind, scopeId, entity });
      const page = { part, afterId };
      const answer = await take(page);
      if (!answer.ok) return answer;
      const { ids, isEnd, epoch } = answer.value;
      if (epoch !== deps.sync.cursor()?.epoch) return ok('other-state');
      const lastId = ids.at(-1);
      if (!isStraight(ids, page) || (lastId === undefined && !isEnd)) return ok('not-asked');
      if (lastId !== undefined && !isEnd) {
        const next = { part, afterId: lastId };
        ahead = { page: next, answer: ask(next) };
      }
      // Reading the page has taken some milliseconds already.
      await deps.giveWay();
      return ok((await write(page, answer.value)) ? 'page' : 'unreadable');
    },
    forget: () => void (ahead = undefined),
    close: async () => void (await last),
  };
}

export function partOf({ scopeKind, scopeId, entity }: Pick<HeldPart, 'scopeKind' | 'scopeId' | 'entity'>): ScopePart {
  // Written by compareReach, from what the contract has parsed.
  return { scope: { kind: scopeKind as ScopePart['scope']['kind'], id: scopeId }, entity };
}

function isSamePage(one: Page, other: Page): boolean {
  const { scope, entity } = one.part;
  const { part } = other;
  return (
    scope.kind === part.scope.kind &&
    scope.id === part.scope.id &&
    entity === part.entity &&
    one.afterId === other.afterId
  );
}

/** Whether they are in their order from there on. */
function isStraight(ids: readonly string[], { afterId }: Page): boolean {
  return ids.every((id, index) => id > (ids[index - 1] ?? afterId ?? ''));
}
