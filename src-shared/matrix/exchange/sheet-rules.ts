import { listColumn, specialColumn, textColumn, truthColumn } from './sheet-column.ts';
import type { SheetColumn } from './sheet-column.ts';
import type { ValidationRules } from '../validation-rules.ts';

/** An attribute's rules, each a column: fields that begin with `rule:`, gathered by `gatherRules`. */
export const ruleColumns: readonly SheetColumn[] = [
  textColumn('rule:min', ['Min', 'Minimum'], 100),
  textColumn('rule:max', ['Max', 'Maximum'], 100),
  textColumn('rule:pattern', ['Pattern', 'Regex'], 2000),
  listColumn('rule:values', ['Values', 'Allowed values', 'Enum']),
  truthColumn('rule:isUnique', ['Unique']),
  specialColumn(['Decimals'], {
    format: (fields) => (typeof fields['rule:decimals'] === 'number' ? String(fields['rule:decimals']) : ''),
    parse: (cell) =>
      /^\d{1,2}$/u.test(cell.trim()) && Number(cell) <= 12
        ? { fields: { 'rule:decimals': Number(cell) } }
        : { problem: `has "${cell}", which is no count of decimals from 0 to 12` },
  }),
  textColumn('rule:#object', ['References', 'Reference to'], 255),
  textColumn('rule:note', ['Rules', 'Validation', 'Rule note'], 10_000),
];

type Fields = { readonly [field: string]: unknown };

export function spreadRules(rules: ValidationRules, nameOf: (objectId: string) => string): Fields {
  const { objectId, ...rest } = rules;
  const spread = Object.entries(rest).map(([rule, value]) => [`rule:${rule}`, value]);
  return { ...Object.fromEntries(spread), 'rule:#object': objectId === undefined ? '' : nameOf(objectId) };
}

/** The fields without their rules, which become one field; absent where the row says nothing of them. */
export function gatherRules(fields: Fields, keyOf: (objectName: string) => string): Fields {
  const entries = Object.entries(fields);
  const rules = entries
    .filter(([field]) => field.startsWith('rule:'))
    .map(([field, value]) =>
      field === 'rule:#object' ? ['objectId', keyOf(String(value))] : [field.slice('rule:'.length), value],
    );
  const others = Object.fromEntries(entries.filter(([field]) => !field.startsWith('rule:')));
  return rules.length === 0 ? others : { ...others, validationRules: Object.fromEntries(rules) };
}
