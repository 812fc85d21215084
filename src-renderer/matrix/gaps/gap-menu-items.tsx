import './gap-mark.css';

import { Menu } from '@mantine/core';
import { CircleAlert, CircleHelp, ListChecks } from 'lucide-react';

import { gapFixes } from '#shared/matrix/gaps/gap-fixes.ts';
import { gapObjects, isQuestion } from '#shared/matrix/gaps/gap-list.ts';
import { gapSentence } from '#shared/matrix/gaps/gap-texts.ts';
import { gapChecks } from '#shared/matrix/gaps/gap.ts';
import type { Gap } from '#shared/matrix/gaps/gap.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';

import { goTo } from '../../workspaces/paths.ts';
import { subjectPath } from '../subject-address.ts';
import type { ViewSubject } from '../subject-address.ts';
import { getProjectModel, useMayEdit } from '../use-project.ts';
import { carryOutFix, fixDepsOf } from './gap-actions.ts';

export type GapMenuItemsProps = {
  readonly project: ProjectRecord;
  readonly gaps: readonly Gap[];
  /** What they are about: all of it is shown where the menu ends. */
  readonly subject: ViewSubject;
  /** Of many the first ones: a menu must fit on the screen, and the last item leads to all of them. */
  readonly shownMax?: number;
};

/** Gaps as items of a menu, each with its usual fix. What asks for more than a click is filled in where all gaps are. */
export function GapMenuItems({ project, gaps, subject, shownMax = 5 }: GapMenuItemsProps) {
  const mayEdit = useMayEdit(project);
  const model = getProjectModel(project.id);
  const toGaps = (): void => goTo(subjectPath(project, 'gaps', subject));
  return (
    <>
      {gaps.slice(0, shownMax).map((gap) => {
        const Icon = isQuestion(gap) ? CircleHelp : CircleAlert;
        const mayFix = mayEdit(gapChecks[gap.code].round, gapObjects(model, gap));
        const [fix] = mayFix ? gapFixes(fixDepsOf(project), gap) : [];
        return (
          <Menu.Item
            key={`${gap.code} ${gap.id} ${gap.also}`}
            className={`gap-item${isQuestion(gap) ? ' gap-item-question' : ''}`}
            leftSection={<Icon size={14} aria-hidden />}
            onClick={fix?.kind === 'edits' ? () => void carryOutFix(project, fix) : toGaps}
          >
            <bdi dir="ltr" className="gap-item-sentence">
              {gapSentence(model, gap)}
            </bdi>
            <span className="gap-item-fix">
              {fix === undefined ? 'Look at it' : fix.kind === 'form' ? `${fix.label} …` : fix.label}
            </span>
          </Menu.Item>
        );
      })}
      <Menu.Item leftSection={<ListChecks size={14} aria-hidden />} onClick={toGaps}>
        {gaps.length > shownMax ? `All ${String(gaps.length)} in Gaps` : 'Show in Gaps'}
      </Menu.Item>
    </>
  );
}
