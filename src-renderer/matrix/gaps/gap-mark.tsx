import './gap-mark.css';

import { Tooltip } from '@mantine/core';
import { CircleDashed } from 'lucide-react';

import { gapSentence, subjectTitle } from '#shared/matrix/gaps/gap-texts.ts';
import { gapChecks } from '#shared/matrix/gaps/gap.ts';
import type { Gap, GapSubject } from '#shared/matrix/gaps/gap.ts';
import type { ProjectRecord } from '#shared/matrix/matrix-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { goTo } from '../../workspaces/paths.ts';
import { subjectPath } from '../subject-address.ts';
import { useGapsOf } from './use-gaps.ts';
import { getProjectModel } from '../use-project.ts';

export type GapMarkProps = GapSubject & { readonly project: ProjectRecord };

/** Sentences in the tooltip; the rest is counted. */
const shownMax = 5;

/** Says beside a thing how much is open about it, and what; leads to where it is mended. Nothing where nothing is open. */
export function GapMark({ project, kind, id }: GapMarkProps) {
  const gaps = useGapsOf(project.id, { kind, id });
  if (gaps.length === 0) return null;
  const model = getProjectModel(project.id);
  const isOnlyQuestions = gaps.every(({ code }) => gapChecks[code].severity === 'question');
  const count = `${String(gaps.length)} ${isOnlyQuestions ? 'question' : 'gap'}${gaps.length === 1 ? '' : 's'}`;
  return (
    <Tooltip label={<GapList model={model} gaps={gaps} />} multiline maw={360} withinPortal>
      <button
        type="button"
        className={`gap-mark${isOnlyQuestions ? ' gap-mark-question' : ''}`}
        aria-label={`${count} of ${subjectTitle(model, { kind, id })}: show`}
        onClick={(event) => {
          event.stopPropagation();
          goTo(subjectPath(project, 'gaps', { kind, id }));
        }}
      >
        <CircleDashed size={12} strokeWidth={2} aria-hidden />
        <span aria-hidden>{gaps.length}</span>
      </button>
    </Tooltip>
  );
}

function GapList({ model, gaps }: { readonly model: ProjectModel; readonly gaps: readonly Gap[] }) {
  return (
    <span className="gap-mark-list">
      {gaps.slice(0, shownMax).map((gap) => (
        <span key={`${gap.code}${gap.also}`}>{gapSentence(model, gap)}</span>
      ))}
      {gaps.length > shownMax ? <span>And {gaps.length - shownMax} more.</span> : null}
    </span>
  );
}
