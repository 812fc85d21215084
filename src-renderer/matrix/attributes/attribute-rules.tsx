import { NumberInput, Select, Switch, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';

import type { AttributeRecord } from '#shared/matrix/attribute-entities.ts';
import type { ModelPatch } from '#shared/matrix/model-edits.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';
import { rulesByType, validationProblems } from '#shared/matrix/validation-rules.ts';
import type { ValidationRules } from '#shared/matrix/validation-rules.ts';

import { FieldRow } from '../../ui/field-row.tsx';
import { fieldTexts } from '../../ui/field-texts.ts';
import { newId } from '../new-id.ts';

export type AttributeRulesProps = {
  readonly model: ProjectModel;
  readonly attribute: AttributeRecord;
  readonly isEditable: boolean;
  readonly onChange: (patch: ModelPatch<'attribute'>, undoGroup?: string) => void;
};

/** What a value must keep, and the default: only what is right is stored, and what is wrong is said as it is typed. */
type Draft = { readonly rules: ValidationRules; readonly defaultValue: string | null };

/** The rules that the type has. A rule that cannot be stays typed, with what is wrong with it, until it is mended. */
export function AttributeRules({ model, attribute, isEditable, onChange }: AttributeRulesProps) {
  const { dataType } = attribute;
  const stored: Draft = { rules: attribute.validationRules, defaultValue: attribute.defaultValue };
  const [typed, setTyped] = useState<{ readonly type: string; readonly draft: Draft } | null>(null);
  const [undoGroup] = useState(newId);
  const draft = typed?.type === dataType ? typed.draft : stored;
  const problems = validationProblems(dataType, draft.rules, draft.defaultValue);
  const known = rulesByType[dataType];

  function change(next: Draft): void {
    const isRight = validationProblems(dataType, next.rules, next.defaultValue).length === 0;
    setTyped(isRight ? null : { type: dataType, draft: next });
    if (isRight) onChange({ validationRules: next.rules, defaultValue: next.defaultValue }, `${undoGroup}-rules`);
  }

  function setRule<K extends keyof ValidationRules>(rule: K, value: ValidationRules[K] | undefined): void {
    const { [rule]: _before, ...others } = draft.rules;
    change({ ...draft, rules: value === undefined ? others : { ...others, [rule]: value } });
  }

  const textRule = (rule: 'min' | 'max' | 'pattern' | 'note', label: string, placeholder = '') =>
    known.includes(rule) ? (
      <FieldRow label={label} controlId={`rule-${rule}`}>
        <TextInput
          id={`rule-${rule}`}
          placeholder={placeholder}
          maxLength={rule === 'note' ? 10_000 : rule === 'pattern' ? 2000 : 100}
          spellCheck={rule === 'note'}
          readOnly={!isEditable}
          value={draft.rules[rule] ?? ''}
          onChange={(event) => setRule(rule, event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
        />
      </FieldRow>
    ) : null;

  return (
    <section className="panel-section" aria-label="Rules">
      <div className="panel-section-head">
        <h3>Values</h3>
      </div>
      {known.includes('values') ? (
        <FieldRow label="Values of the enumeration" controlId="rule-values">
          <TagsInput
            id="rule-values"
            {...fieldTexts({ hint: 'Enter adds one.' })}
            value={[...(draft.rules.values ?? [])]}
            maxTags={1000}
            readOnly={!isEditable}
            onChange={(values) => setRule('values', values.length === 0 ? undefined : values)}
          />
        </FieldRow>
      ) : null}
      {known.includes('objectId') ? (
        <FieldRow label="Refers to" controlId="rule-object">
          <Select
            id="rule-object"
            data={model.objects.map(({ id, name }) => ({ value: id, label: name }))}
            value={draft.rules.objectId ?? null}
            placeholder="Which object?"
            clearable
            searchable
            readOnly={!isEditable}
            onChange={(objectId) => setRule('objectId', objectId ?? undefined)}
          />
        </FieldRow>
      ) : null}
      {known.includes('min') ? (
        <div className="panel-pair">
          {textRule('min', boundLabel(dataType, 'Least'), boundPlaceholders[dataType])}
          {textRule('max', boundLabel(dataType, 'Greatest'), boundPlaceholders[dataType])}
        </div>
      ) : null}
      {textRule('pattern', 'Pattern', 'A regular expression')}
      {known.includes('decimals') ? (
        <FieldRow label="Digits after the point" controlId="rule-decimals">
          <NumberInput
            id="rule-decimals"
            min={0}
            max={12}
            allowDecimal={false}
            clampBehavior="strict"
            readOnly={!isEditable}
            value={draft.rules.decimals ?? ''}
            onChange={(value) => setRule('decimals', typeof value === 'number' ? value : undefined)}
          />
        </FieldRow>
      ) : null}
      <FieldRow label="Default" controlId="attribute-default">
        <TextInput
          id="attribute-default"
          placeholder="None"
          maxLength={10_000}
          dir="auto"
          readOnly={!isEditable}
          value={draft.defaultValue ?? ''}
          onChange={(event) =>
            change({ ...draft, defaultValue: event.currentTarget.value === '' ? null : event.currentTarget.value })
          }
        />
      </FieldRow>
      {known.includes('isUnique') ? (
        <Switch
          size="xs"
          label="Unique: no two instances have the same"
          checked={draft.rules.isUnique === true}
          disabled={!isEditable}
          onChange={(event) => setRule('isUnique', event.currentTarget.checked ? true : undefined)}
        />
      ) : null}
      {textRule('note', 'Other rules', 'What no rule above says')}
      <div role="status" aria-live="polite">
        {problems.map((problem) => (
          <p key={problem} className="field-error">
            Not kept: {problem}.
          </p>
        ))}
      </div>
    </section>
  );
}

function boundLabel(dataType: AttributeRecord['dataType'], which: 'Least' | 'Greatest'): string {
  const isText = ['string', 'text', 'url', 'email'].includes(dataType);
  return isText ? `${which} count of characters` : `${which} value`;
}

const boundPlaceholders: { readonly [type in AttributeRecord['dataType']]?: string } = {
  date: '2026-11-25',
  datetime: '2026-11-25T13:00:00Z',
  duration: 'PT90M',
};
