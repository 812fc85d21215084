import '../gaps/gaps.css';
import './changes.css';

import { History } from 'lucide-react';
import { useDeferredValue, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';

import type { ChangeEntry, ChangeFilter } from '#shared/matrix/changes/change-api.ts';
import { subjectTitle } from '#shared/matrix/subject-title.ts';

import { client } from '../../rpc/client.ts';
import { windowId } from '../../rpc/window-id.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Loading } from '../../ui/loading.tsx';
import { ProblemState } from '../../ui/problem-state.tsx';
import { describeProblem } from '../../workspaces/tell-failure.ts';
import { useAppInfo } from '../../workspaces/use-app-info.ts';
import { forgetRevert, takeBack, useRevertQuestion } from './change-actions.ts';
import { ChangeEntryRow } from './change-entry.tsx';
import { createChangeList } from './change-list.ts';
import { clearChangesFilter, filterChanges, meetPeople, useChangesState } from './changes-store.ts';
import { ChangesToolbar } from './changes-toolbar.tsx';
import { usePresence } from '../../presence/presence.ts';
import type { ProjectViewProps } from '../project-views.ts';
import { useMayEdit } from '../use-project.ts';

/** Who changed what, from what to what; each entry can be taken back. */
export function ChangesView({ project, model, subject }: ProjectViewProps) {
  const { filter, span, fromMs, people, open } = useChangesState();
  useEffect(() => {
    if (subject !== undefined) filterChanges({ recordId: subject.id });
  }, [subject]);
  const wanted = useDeferredValue(filter);
  const list = useMemo(() => {
    const whole: ChangeFilter = fromMs === undefined ? wanted : { ...wanted, fromMs };
    return createChangeList(client, project.id, whole);
  }, [project.id, wanted, fromMs]);
  const { entries, names, isLoading, hasMore, problem } = useSyncExternalStore(list.subscribe, list.getSnapshot);
  useEffect(() => meetPeople(entries), [entries]);
  const mayEdit = useMayEdit(project);
  const otherWindows = useOtherWindows(project.id);
  const { recordId } = filter;
  const recordTitle = recordId === undefined ? null : (titleOf(model, subject, recordId) ?? 'one record');
  const disabledReason = mayEdit('objects') ? undefined : 'You may only read this project';
  const isFiltered = Object.keys(filter).length > 0 || span !== 'all';
  return (
    <div className="changes-view">
      <ChangesToolbar people={people} recordTitle={recordTitle} />
      {problem === null ? null : <ProblemState {...describeProblem(problem)} />}
      {isLoading && entries.length === 0 ? <Loading label="Loading the changes" lines={10} /> : null}
      {!isLoading && entries.length === 0 && problem === null ? <NoChanges isFiltered={isFiltered} /> : null}
      {entries.length === 0 ? null : (
        // Scrolls, so the keyboard must reach it.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="changes-scroll" tabIndex={0} role="region" aria-label="Changes">
          {byDay(entries).map(([day, ofDay]) => (
            <section key={day} aria-label={day}>
              <h2>{day}</h2>
              <ol>
                {ofDay.map((entry) => (
                  <ChangeEntryRow
                    key={entry.undoGroup}
                    projectId={project.id}
                    entry={entry}
                    names={names}
                    isOpen={open.has(entry.undoGroup)}
                    isInOtherWindow={entry.sessionId !== null && otherWindows.has(entry.sessionId)}
                    disabledReason={disabledReason}
                  />
                ))}
              </ol>
            </section>
          ))}
          {hasMore ? <MoreButton isLoading={isLoading} onMore={list.loadMore} /> : null}
        </div>
      )}
      <RevertDialog />
    </div>
  );
}

/** This person's windows in which the project is open, but for this one. Of one that is closed it helps nobody to know. */
function useOtherWindows(projectId: string): ReadonlySet<string> {
  const { userId } = useAppInfo();
  const { sessions } = usePresence({ kind: 'project', id: projectId });
  const own = sessions.filter((session) => session.userId === userId).map(({ connectionId }) => connectionId);
  return new Set(own.filter((id) => id !== windowId));
}

function titleOf(
  model: ProjectViewProps['model'],
  subject: ProjectViewProps['subject'],
  id: string,
): string | undefined {
  if (subject?.id === id) return subjectTitle(model, subject.kind, id);
  return model.tables.object.get(id)?.name;
}

function byDay(entries: readonly ChangeEntry[]): readonly (readonly [string, readonly ChangeEntry[]])[] {
  const title = (at: number): string =>
    new Date(at).toLocaleDateString(undefined, { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' });
  return [...Map.groupBy(entries, ({ at }) => title(at))];
}

/** Older changes come as one reaches the end; the button is for who gets there by keyboard. */
function MoreButton({ isLoading, onMore }: { readonly isLoading: boolean; readonly onMore: () => void }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = place;
    if (current === null) return undefined;
    const observer = new IntersectionObserver((seen) => {
      if (seen.some(({ isIntersecting }) => isIntersecting)) onMore();
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, [onMore, isLoading]);
  return (
    <div ref={place} className="changes-more">
      <Button isBusy={isLoading} onClick={onMore}>
        Show older changes
      </Button>
    </div>
  );
}

function NoChanges({ isFiltered }: { readonly isFiltered: boolean }) {
  return (
    <EmptyState
      icon={History}
      title={isFiltered ? 'No change fits' : 'Nothing has been changed yet'}
      actions={isFiltered ? <Button onClick={clearChangesFilter}>Show all</Button> : undefined}
    >
      {isFiltered
        ? 'Other changes are left out by the filter.'
        : 'Whoever changes something in this project is listed here, with what it was before.'}
    </EmptyState>
  );
}

/** More would not be read. */
const problemsShownMax = 12;

function RevertDialog() {
  const { question } = useRevertQuestion();
  if (question === null) return null;
  return (
    <Dialog
      title="This has been changed since"
      isOpen
      onClose={forgetRevert}
      actions={
        <>
          <Button onClick={forgetRevert} data-autofocus>
            Leave it
          </Button>
          <Button look="danger" onClick={() => void takeBack(question.revert, true)}>
            Take back nonetheless
          </Button>
        </>
      }
    >
      {question.problems.length === 1 ? (
        <p>{question.problems.map(sentenceOf)}</p>
      ) : (
        <ul className="changes-problems">
          {question.problems.slice(0, problemsShownMax).map((problem) => (
            <li key={problem}>{sentenceOf(problem)}</li>
          ))}
          {question.problems.length > problemsShownMax ? (
            <li>And {question.problems.length - problemsShownMax} more.</li>
          ) : null}
        </ul>
      )}
      <p>What is newer would be lost; undo brings it back.</p>
    </Dialog>
  );
}

function sentenceOf(problem: string): string {
  return `${problem.slice(0, 1).toUpperCase()}${problem.slice(1)}.`;
}
