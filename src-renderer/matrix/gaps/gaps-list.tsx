import { ChevronDown, ChevronRight, CircleAlert, CircleHelp } from 'lucide-react';
import { memo, useEffect } from 'react';
import type { ReactNode, Ref } from 'react';

import { gapFixes } from '#shared/matrix/gaps/gap-fixes.ts';
import { isQuestion, roundTitles } from '#shared/matrix/gaps/gap-list.ts';
import type { GapRow, GapRows } from '#shared/matrix/gaps/gap-list.ts';
import { gapSentence } from '#shared/matrix/gaps/gap-texts.ts';
import { gapChecks } from '#shared/matrix/gaps/gap.ts';
import type { Gap } from '#shared/matrix/gaps/gap.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { carryOutFix, fixDepsOf } from './gap-actions.ts';
import { takeGapKey } from './gap-keys.ts';
import { activateRow, toggleCheck } from './gaps-store.ts';
import { useVisibleRows } from '../use-visible-rows.ts';

export type GapsListProps = {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  readonly rows: GapRows;
  readonly activeIndex: number;
  readonly mayFix: (gap: Gap) => boolean;
  readonly isIntended: boolean;
  readonly listRef: Ref<HTMLDivElement>;
  /** Enter on a gap whose fix asks for something first. */
  readonly onAnswer: () => void;
};

const rowPx = 32;

/** The gaps, by round and check. One tab stop; arrows move, right and left fold, Enter mends. */
export function GapsList(props: GapsListProps) {
  const { project, model, rows, activeIndex, isIntended, listRef } = props;
  const { visible, attach, reveal, pageRows } = useVisibleRows(rowPx);
  const shown = indexesOf(visible, rows.count, activeIndex);
  useEffect(() => reveal(activeIndex), [reveal, activeIndex]);
  const mend = (gap: Gap): void => mendGap(props, gap);
  return (
    <div className="gaps-scroll" ref={attach}>
      <div
        ref={listRef}
        role="treegrid"
        aria-label="Gaps"
        aria-rowcount={rows.count}
        aria-colcount={2}
        aria-activedescendant={rows.count === 0 ? undefined : rowId(activeIndex)}
        tabIndex={0}
        className="gaps-list"
        style={{ height: rows.count * rowPx }}
        onKeyDown={(event) => {
          if (takeGapKey(event, { rows, activeIndex, pageRows: pageRows(), onMend: mend })) event.preventDefault();
        }}
      >
        {shown.map((index) => {
          const row = rows.at(index);
          return row === undefined ? null : (
            <ListRow key={index} row={row} index={index} isActive={index === activeIndex}>
              <RowContent project={project} model={model} row={row} isIntended={isIntended} onMend={mend} />
            </ListRow>
          );
        })}
      </div>
    </div>
  );
}

/** At once where that takes nothing more; else where the gap is answered. */
function mendGap({ project, isIntended, mayFix, onAnswer }: GapsListProps, gap: Gap): void {
  const [fix] = isIntended ? [] : gapFixes(fixDepsOf(project), gap);
  if (fix?.kind === 'edits' && mayFix(gap)) void carryOutFix(project, fix);
  else onAnswer();
}

type ListRowProps = {
  readonly row: GapRow;
  readonly index: number;
  readonly isActive: boolean;
  readonly children: ReactNode;
};

function ListRow({ row, index, isActive, children }: ListRowProps) {
  return (
    <div
      id={rowId(index)}
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 1}
      aria-level={{ round: 1, check: 2, gap: 3 }[row.kind]}
      aria-expanded={row.kind === 'check' ? row.isOpen : row.kind === 'round' ? true : undefined}
      aria-selected={isActive}
      className={`gaps-row gaps-row-${row.kind}${isActive ? ' gaps-row-active' : ''}`}
      style={{ top: index * rowPx, height: rowPx }}
      onClick={() => {
        activateRow(index);
        if (row.kind === 'check') toggleCheck(row.code, !row.isOpen);
      }}
      onKeyDown={undefined}
    >
      {children}
    </div>
  );
}

function rowId(index: number): string {
  return `gap-row-${String(index)}`;
}

type RowContentProps = {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  readonly row: GapRow;
  readonly isIntended: boolean;
  readonly onMend: (gap: Gap) => void;
};

const RowContent = memo(function RowContent({ project, model, row, isIntended, onMend }: RowContentProps) {
  if (row.kind === 'round') {
    return (
      <span role="gridcell" aria-colspan={2} className="gaps-round">
        {roundTitles[row.round]}
        <span className="gaps-count">{row.count.toLocaleString('en')}</span>
      </span>
    );
  }
  if (row.kind === 'check') {
    const Fold = row.isOpen ? ChevronDown : ChevronRight;
    return (
      <span role="gridcell" aria-colspan={2} className="gaps-check">
        <Fold size={14} aria-hidden />
        <span className="gap-code">{row.code}</span>
        {gapChecks[row.code].title}
        <span className="gaps-count">{row.count.toLocaleString('en')}</span>
      </span>
    );
  }
  const { gap } = row;
  const [fix] = isIntended ? [] : gapFixes({ ...fixDepsOf(project), model }, gap);
  const Icon = isQuestion(gap) ? CircleHelp : CircleAlert;
  return (
    <>
      <span role="gridcell" className="gaps-sentence">
        <Icon size={14} aria-hidden className={isQuestion(gap) ? 'gaps-question' : 'gaps-gap'} />
        <span className="visually-hidden">{isQuestion(gap) ? 'Question: ' : ''}</span>
        <bdi dir="ltr" title={gapSentence(model, gap)}>
          {gapSentence(model, gap)}
        </bdi>
      </span>
      <span role="gridcell" className="gaps-fix">
        {fix === undefined ? null : (
          <button
            type="button"
            tabIndex={-1}
            className="button button-soft gaps-fix-button"
            onClick={() => onMend(gap)}
          >
            {fix.label}
            {fix.kind === 'form' ? ' …' : ''}
          </button>
        )}
      </span>
    </>
  );
});

type Visible = ReturnType<typeof useVisibleRows>['visible'];

/** The rows to draw; the one that the keys act on is always among them. */
function indexesOf({ first, last }: Visible, count: number, activeIndex: number): readonly number[] {
  const end = Math.min(last, count - 1);
  const indexes = Array.from({ length: Math.max(0, end - first + 1) }, (_, step) => first + step);
  const isActiveDrawn = (activeIndex >= first && activeIndex <= end) || activeIndex >= count;
  return isActiveDrawn ? indexes : [...indexes, activeIndex];
}
