import './gaps.css';

import { SegmentedControl } from '@mantine/core';
import { CircleCheckBig, Grid3x3, ListFilter } from 'lucide-react';
import { useDeferredValue, useEffect, useMemo, useRef } from 'react';

import type { GapReport } from '#shared/matrix/gaps/gap-checks.ts';
import { gapObjects, listRows, listSections } from '#shared/matrix/gaps/gap-list.ts';
import { gapChecks } from '#shared/matrix/gaps/gap.ts';
import type { Gap } from '#shared/matrix/gaps/gap.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';

import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { goTo, projectPath } from '../../workspaces/paths.ts';
import { CoveragePanel } from './coverage-panel.tsx';
import { GapPanel } from './gap-panel.tsx';
import { GapsList } from './gaps-list.tsx';
import { focusGapsOn, showInGaps, unfocusGaps, useGapsState } from './gaps-store.ts';
import { GapsToolbar } from './gaps-toolbar.tsx';
import type { ProjectViewProps } from '../project-views.ts';
import { useGaps } from './use-gaps.ts';
import { useMayEdit } from '../use-project.ts';

/** What the model leaves open, each with its way to be mended; and how much of it is done. */
export function GapsView({ project, model, subject }: ProjectViewProps) {
  const { shown } = useGapsState();
  const report = useGaps(project.id);
  useEffect(() => {
    if (subject !== undefined) focusGapsOn(subject);
  }, [subject]);
  if (model.objects.length === 0) {
    return (
      <EmptyState
        icon={Grid3x3}
        title="There is nothing to check yet"
        actions={
          <Button onClick={() => goTo(projectPath(project.workspaceId, project.id, 'guide'))}>To the objects</Button>
        }
      >
        As soon as there are objects, everything that their model leaves open is listed here, with the way to mend it.
      </EmptyState>
    );
  }
  return (
    <div className="gaps-view">
      <div className="gaps-head">
        <SegmentedControl
          aria-label="What is shown"
          value={shown}
          onChange={showInGaps}
          data={[
            { value: 'list', label: `Gaps ${report.count.toLocaleString('en')}` },
            { value: 'coverage', label: 'Coverage' },
          ]}
        />
        {shown === 'list' ? <GapsToolbar report={report} /> : null}
      </div>
      {shown === 'list' ? (
        <GapsBody project={project} report={report} />
      ) : (
        <CoveragePanel project={project} report={report} />
      )}
    </div>
  );
}

type GapsBodyProps = { readonly project: ProjectRecord; readonly report: GapReport };

function GapsBody({ project, report }: GapsBodyProps) {
  const { filter, closed, activeIndex: chosenIndex } = useGapsState();
  const listElement = useRef<HTMLDivElement>(null);
  const firstField = useRef<HTMLElement>(null);
  const mayEdit = useMayEdit(project);
  // Reading tens of thousands of sentences for a search takes longer than a key: the keys go first.
  const wanted = useDeferredValue(filter);
  const sections = useMemo(() => listSections(report, wanted), [report, wanted]);
  const rows = useMemo(() => listRows(sections, closed), [sections, closed]);
  const { model } = report;
  if (rows.count === 0)
    return (
      <NothingFound
        report={report}
        isFiltered={filter.search !== '' || filter.subject !== null || filter.code !== null}
      />
    );

  const activeIndex = Math.min(chosenIndex, rows.count - 1);
  const row = rows.at(activeIndex);
  const isIntended = wanted.severity === 'intended';
  function mayFix(gap: Gap): boolean {
    const objectIds = gapObjects(model, gap);
    return mayEdit(gapChecks[gap.code].round, objectIds);
  }
  return (
    <div className="gaps-body">
      <GapsList
        project={project}
        model={model}
        rows={rows}
        activeIndex={activeIndex}
        mayFix={mayFix}
        isIntended={isIntended}
        listRef={listElement}
        onAnswer={() => firstField.current?.focus()}
      />
      {row?.kind === 'gap' ? (
        <GapPanel
          project={project}
          model={model}
          gap={row.gap}
          isIntended={isIntended}
          disabledReason={mayFix(row.gap) ? undefined : 'You may only read this'}
          firstRef={firstField}
          onDone={() => listElement.current?.focus()}
        />
      ) : (
        <aside className="gap-panel gap-panel-empty" aria-label="The chosen gap">
          <p>Choose a gap to see every way to mend it.</p>
          <p>
            <kbd>↑</kbd> <kbd>↓</kbd> go through the list, <kbd>→</kbd> <kbd>←</kbd> unfold and fold a check,{' '}
            <kbd>Enter</kbd> mends.
          </p>
        </aside>
      )}
    </div>
  );
}

function NothingFound({ report, isFiltered }: { readonly report: GapReport; readonly isFiltered: boolean }) {
  if (report.count === 0 && report.dismissed.length === 0) {
    return (
      <EmptyState icon={CircleCheckBig} title="Nothing is open">
        Every check of the process is answered. What is added from now on is checked as it comes.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={isFiltered ? ListFilter : CircleCheckBig}
      title={isFiltered ? 'No gap fits' : 'Nothing of this kind is open'}
      actions={<Button onClick={unfocusGaps}>Show all</Button>}
    >
      Other gaps are left out by the filter.
    </EmptyState>
  );
}
