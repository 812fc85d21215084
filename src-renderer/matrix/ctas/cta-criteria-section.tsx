import { Select } from '@mantine/core';
import { ListPlus, Plus, X } from 'lucide-react';

import {
  countScenarios,
  formatCriteria,
  keywords,
  newLine,
  newScenario,
  parseCriteria,
  withKeyword,
} from '#shared/matrix/ctas/acceptance-criteria.ts';
import type { CriterionLine } from '#shared/matrix/ctas/acceptance-criteria.ts';
import type { CtaRecord } from '#shared/matrix/cta-entities.ts';
import type { ModelPatch } from '#shared/matrix/model-edits.ts';

import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { EditText } from '../nested-matrix/edit-text.tsx';
import { getProjectModel } from '../use-project.ts';

export type CtaCriteriaSectionProps = {
  readonly cta: CtaRecord;
  readonly isEditable: boolean;
  readonly onChange: (patch: ModelPatch<'cta'>, undoGroup?: string) => void;
};

const free = 'Free';
const linesMax = 200; // A longer text is edited as one.

/** When it is done: scenarios in Given/When/Then, and free lines as they are. */
export function CtaCriteriaSection({ cta, isEditable, onChange }: CtaCriteriaSectionProps) {
  const lines = parseCriteria(cta.acceptanceCriteria);
  const scenarios = countScenarios(lines);
  // Of the text as it is when the key is pressed: what was typed a moment before may not be drawn yet.
  function edit(change: (now: readonly CriterionLine[]) => readonly CriterionLine[], undoGroup?: string): void {
    const now = getProjectModel(cta.projectId).tables.cta.get(cta.id)?.acceptanceCriteria ?? '';
    onChange({ acceptanceCriteria: formatCriteria(change(parseCriteria(now))) }, undoGroup);
  }
  return (
    <section className="panel-section" aria-label="Acceptance criteria">
      <div className="panel-section-head">
        <h3>
          Acceptance criteria
          {scenarios === 0 ? null : (
            <span className="panel-note num">
              {' '}
              · {scenarios} {scenarios === 1 ? 'scenario' : 'scenarios'}
            </span>
          )}
        </h3>
        {isEditable ? (
          <>
            <Button look="quiet" icon={Plus} onClick={() => edit((now) => [...now, newLine(null)])}>
              Line
            </Button>
            <Button look="soft" icon={ListPlus} onClick={() => edit((now) => [...now, ...newScenario])}>
              Scenario
            </Button>
          </>
        ) : null}
      </div>
      {lines.length > linesMax ? (
        <EditText
          label="Acceptance criteria"
          isMultiline
          value={cta.acceptanceCriteria}
          isReadOnly={!isEditable}
          onCommit={(acceptanceCriteria, undoGroup) => onChange({ acceptanceCriteria }, undoGroup)}
        />
      ) : (
        <ol className="criteria">
          {lines.map((line, index) => (
            // Lines have no other name than their place.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={index} data-keyword={line.keyword ?? undefined}>
              <Line
                line={line}
                number={index + 1}
                isEditable={isEditable}
                onChange={(next, undoGroup) =>
                  edit((now) => now.map((each, at) => (at === index ? next : each)), undoGroup)
                }
                onRemove={() => edit((now) => now.toSpliced(index, 1))}
                onNext={() => {
                  edit((now) => now.toSpliced(index + 1, 0, newLine(nextKeyword(line))));
                  requestAnimationFrame(() => document.getElementById(`criterion-${String(index + 2)}`)?.focus());
                }}
              />
            </li>
          ))}
        </ol>
      )}
      {lines.length === 0 ? <p className="panel-note">How would one see that it is done?</p> : null}
    </section>
  );
}

type LineProps = {
  readonly line: CriterionLine;
  readonly number: number;
  readonly isEditable: boolean;
  readonly onChange: (line: CriterionLine, undoGroup?: string) => void;
  readonly onRemove: () => void;
  readonly onNext: () => void;
};

function Line({ line, number, isEditable, onChange, onRemove, onNext }: LineProps) {
  const name = `Line ${String(number)}`;
  return (
    <div className="criterion">
      <Select
        size="xs"
        aria-label={`Keyword of line ${String(number)}`}
        data={[...keywords, free]}
        value={line.keyword ?? free}
        allowDeselect={false}
        readOnly={!isEditable}
        withCheckIcon={false}
        comboboxProps={{ width: 110, position: 'bottom-start' }}
        onChange={(value) => onChange(withKeyword(line, keywords.find((keyword) => keyword === value) ?? null))}
      />
      <EditText
        id={`criterion-${String(number)}`}
        label={name}
        value={line.text}
        isReadOnly={!isEditable}
        onCommit={(text, undoGroup) => onChange(withText(line, text), undoGroup)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing || !isEditable) return;
          event.preventDefault();
          // What was typed is kept first, then the new line is put in.
          event.currentTarget.blur();
          requestAnimationFrame(onNext);
        }}
      />
      {isEditable ? <IconButton label={`Remove line ${String(number)}`} icon={X} isSmall onClick={onRemove} /> : null}
    </div>
  );
}

// A keyword that stood alone has no gap yet.
function withText(line: CriterionLine, text: string): CriterionLine {
  return { ...line, text, gap: line.keyword !== null && line.gap === '' && text !== '' ? ' ' : line.gap };
}

/** What usually comes after a line. */
function nextKeyword({ keyword }: CriterionLine): CriterionLine['keyword'] {
  if (keyword === null) return null;
  if (keyword === 'Scenario') return 'Given';
  return 'And';
}
