import { TextInput } from '@mantine/core';
import { Check, CornerUpRight, RotateCcw } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Ref } from 'react';

import { gapAdvice } from '#shared/matrix/gaps/gap-advice.ts';
import type { FixValues, GapFix } from '#shared/matrix/gaps/gap-fix.ts';
import { gapFixes, subjectView } from '#shared/matrix/gaps/gap-fixes.ts';
import { isQuestion, roundTitles } from '#shared/matrix/gaps/gap-list.ts';
import { gapSentence, subjectTitle } from '#shared/matrix/gaps/gap-texts.ts';
import { gapChecks, gapKey, gapSubject } from '#shared/matrix/gaps/gap.ts';
import type { Gap } from '#shared/matrix/gaps/gap.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { Button } from '../../ui/button.tsx';
import { goTo } from '../../workspaces/paths.ts';
import { askAgain, callIntended, carryOutFix, fixDepsOf } from './gap-actions.ts';
import { GapForm } from './gap-form.tsx';
import { projectViews } from '../project-views.ts';
import { subjectPath } from '../subject-address.ts';

export type GapPanelProps = {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  readonly gap: Gap;
  readonly isIntended: boolean;
  readonly disabledReason: string | undefined;
  readonly firstRef: Ref<HTMLElement>;
  /** After something was carried out from here: the focus goes back to the list. */
  readonly onDone: () => void;
};

/** One gap: what it says, why it matters, and every way to mend it. */
export function GapPanel({ project, model, gap, isIntended, disabledReason, firstRef, onDone }: GapPanelProps) {
  const { code } = gap;
  const { title, round } = gapChecks[code];
  // Fixes are made with ids of what they create, so they stay the same until the model changes.
  const fixes = useMemo(() => gapFixes({ ...fixDepsOf(project), model }, gap), [project, model, gap]);
  const subject = gapSubject(gap);
  const view = projectViews.find(({ id }) => id === subjectView(subject.kind));
  async function mend(fix: GapFix, values?: FixValues): Promise<boolean> {
    const isKept = await carryOutFix(project, fix, values);
    if (isKept) onDone();
    return isKept;
  }
  return (
    <aside className="gap-panel" aria-label="The chosen gap">
      <p className="gap-panel-check">
        <span className="gap-code">{code}</span>
        {title}
        <span className="gap-panel-round">{roundTitles[round]}</span>
      </p>
      <h2>{gapSentence(model, gap)}</h2>
      <p className="gap-panel-advice">{gapAdvice[code]}</p>
      {isIntended ? (
        <Button
          icon={RotateCcw}
          disabledReason={disabledReason}
          onClick={() => void askAgain(project, gap).then(onDone)}
        >
          Ask again
        </Button>
      ) : (
        <GapFixes gap={gap} fixes={fixes} disabledReason={disabledReason} firstRef={firstRef} onMend={mend} />
      )}
      {!isIntended && isQuestion(gap) ? (
        <IntendedForm
          key={gapKey(gap)}
          disabledReason={disabledReason}
          onSend={(note) => void callIntended(project, gap, note).then(onDone)}
        />
      ) : null}
      {view === undefined ? null : (
        <Button look="quiet" icon={CornerUpRight} onClick={() => goTo(subjectPath(project, view.id, subject))}>
          {`Open ${subjectTitle(model, subject)} in ${view.label}`}
        </Button>
      )}
    </aside>
  );
}

type GapFixesProps = Pick<GapPanelProps, 'gap' | 'disabledReason' | 'firstRef'> & {
  readonly fixes: readonly GapFix[];
  readonly onMend: (fix: GapFix, values?: FixValues) => Promise<boolean>;
};

/** Every way to mend it, the usual one first: a button, or a few fields to fill in. */
function GapFixes({ gap, fixes, disabledReason, firstRef, onMend }: GapFixesProps) {
  return (
    <div className="gap-panel-fixes">
      {fixes.map((fix, place) =>
        fix.kind === 'form' ? (
          <GapForm
            key={`${gapKey(gap)} ${fix.label}`}
            fix={fix}
            disabledReason={disabledReason}
            firstRef={place === 0 ? firstRef : undefined}
            onSend={async (values) => await onMend(fix, values)}
          />
        ) : (
          <Button
            key={`${gapKey(gap)} ${fix.label}`}
            {...(place === 0 ? { ref: firstRef as Ref<HTMLButtonElement> } : {})}
            look={place === 0 ? 'primary' : 'default'}
            disabledReason={disabledReason}
            onClick={() => void onMend(fix)}
          >
            {fix.label}
          </Button>
        ),
      )}
    </div>
  );
}

type IntendedFormProps = {
  readonly disabledReason: string | undefined;
  readonly onSend: (note: string) => void;
};

function IntendedForm({ disabledReason, onSend }: IntendedFormProps) {
  const [note, setNote] = useState('');
  return (
    <form
      className="gap-intended"
      onSubmit={(event) => {
        event.preventDefault();
        if (disabledReason === undefined) onSend(note);
      }}
    >
      <TextInput
        label="It is meant to be so"
        placeholder="Why, for whoever asks next"
        maxLength={2000}
        value={note}
        disabled={disabledReason !== undefined}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Button type="submit" icon={Check} disabledReason={disabledReason}>
        Intended
      </Button>
    </form>
  );
}
