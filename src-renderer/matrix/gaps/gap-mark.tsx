import './gap-mark.css';

import { Menu } from '@mantine/core';
import { CircleDashed } from 'lucide-react';
import type { SyntheticEvent } from 'react';

import { gapSentence, subjectTitle } from '#shared/matrix/gaps/gap-texts.ts';
import { gapChecks } from '#shared/matrix/gaps/gap.ts';
import type { GapSubject } from '#shared/matrix/gaps/gap.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';

import { getProjectModel } from '../use-project.ts';
import { GapMenuItems } from './gap-menu-items.tsx';
import { useGapsOf } from './use-gaps.ts';

export type GapMarkProps = GapSubject & { readonly project: ProjectRecord };

/** Sentences that are told when the pointer rests on the mark. */
const toldMax = 5;

/** Says beside a thing how much is open about it; opens what is open, each with its fix. Nothing where nothing is open. */
export function GapMark({ project, kind, id }: GapMarkProps) {
  const gaps = useGapsOf(project.id, { kind, id });
  if (gaps.length === 0) return null;
  const model = getProjectModel(project.id);
  const isOnlyQuestions = gaps.every(({ code }) => gapChecks[code].severity === 'question');
  const count = `${String(gaps.length)} ${isOnlyQuestions ? 'question' : 'gap'}${gaps.length === 1 ? '' : 's'}`;
  const name = `${count} of ${subjectTitle(model, { kind, id })}`;
  const told = gaps.slice(0, toldMax).map((gap) => gapSentence(model, gap));
  return (
    <Menu position="bottom-start" shadow="md" width={320} returnFocus>
      <Menu.Target>
        <button
          type="button"
          className={`gap-mark${isOnlyQuestions ? ' gap-mark-question' : ''}`}
          aria-label={`${name}: show`}
          title={told.join('\n')}
          onClick={keepHere}
          onKeyDown={keepHere}
        >
          <CircleDashed size={12} strokeWidth={2} aria-hidden />
          <span aria-hidden>{gaps.length}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown aria-label={name} onClick={keepHere} onKeyDown={keepHere}>
        <GapMenuItems project={project} gaps={gaps} subject={{ kind, id }} />
      </Menu.Dropdown>
    </Menu>
  );
}

/** A mark stands in rows and cards that have clicks and keys of their own. */
function keepHere(event: SyntheticEvent): void {
  event.stopPropagation();
}
