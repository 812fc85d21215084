import { dataTypes } from '../attribute-entities.ts';
import type { DataType } from '../attribute-entities.ts';
import { createEdit } from '../model-edits.ts';
import type { ModelEdit } from '../model-edits.ts';
import { newAttribute } from '../new-records.ts';
import type { OrcaDemo } from './orca-demo.ts';
import { validationProblems } from '../validation-rules.ts';
import type { ValidationRules } from '../validation-rules.ts';

/** Types of the format that the model has under another name: money is a decimal with two digits, a video the address of one. */
const typesByDemo: { readonly [type: string]: DataType | undefined } = { money: 'decimal', video: 'url' };

/** What is read into fields stays in `metadata` too where the fields do not say it word for word. */
export function attributeFromDemo(attribute: OrcaDemo['attributes'][number], rank: string): ModelEdit {
  const { id, object, name, data_type, category, is_required, default_value, validation_rules, ...unknown } = attribute;
  const given = dataTypes.find((type) => type === data_type) ?? typesByDemo[data_type] ?? 'string';
  const dataType = given === 'string' && validation_rules === 'format:email' ? 'email' : given;
  const defaultValue = default_value === null ? null : String(default_value);
  const read = rulesFromText(dataType, validation_rules);
  const rules = read === null ? {} : { ...read, ...(data_type === 'money' ? { decimals: 2 } : {}) };
  // A rule that the model would refuse is better kept as a note than lost.
  const isRight = read !== null && validationProblems(dataType, rules, defaultValue).length === 0;
  return createEdit('attribute', id, {
    ...newAttribute({ objectId: object, name, rank }),
    dataType,
    isRequired: is_required,
    defaultValue,
    validationRules: isRight ? rules : { note: validation_rules },
    category: category === 'core_content' ? 'core' : 'metadata',
    metadata: {
      ...unknown,
      id,
      ...(dataType === data_type ? {} : { data_type }),
      ...(category === 'core_content' || category === 'metadata' ? {} : { category }),
      ...(default_value === defaultValue ? {} : { default_value }),
      ...(isRight && validation_rules !== '' ? { validation_rules } : {}),
    },
  });
}

/** Null where the text says what the rules of the type cannot. */
function rulesFromText(dataType: DataType, text: string): ValidationRules | null {
  if (text === '' || (dataType === 'email' && text === 'format:email')) return {};
  if (text === 'unique') return { isUnique: true };
  if (dataType === 'enum') return text.includes('|') ? { values: text.split('|').map((value) => value.trim()) } : null;
  const range = /^(-?[\d.]+?)\.\.(-?[\d.]+)$/u.exec(text);
  if (range !== null) return { min: range[1], max: range[2] };
  const bound = /^(>=|<=|min|max) ?(-?\d+(?:\.\d+)?)$/u.exec(text);
  if (bound === null) return null;
  return bound[1] === '>=' || bound[1] === 'min' ? { min: bound[2] } : { max: bound[2] };
}
