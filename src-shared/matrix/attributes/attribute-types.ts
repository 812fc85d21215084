/*
 * How an attribute, a function's parameter and a table's column say the same: the mapping of their types in every direction, of
 * their bounds and choices, and of their names.
 */
import type { Parameter, ParameterType } from '../../functions/parameter.ts';
import type { ColumnType } from '../../values/value.ts';
import type { AttributeRecord, DataType } from '../attribute-entities.ts';
import type { ValidationRules } from '../validation-rules.ts';

/** What an attribute of this type is as an argument. */
export const parameterTypeOf: { readonly [type in DataType]: ParameterType } = {
  string: 'text',
  text: 'text',
  integer: 'integer',
  decimal: 'number',
  boolean: 'boolean',
  date: 'date',
  datetime: 'instant',
  duration: 'text', // ISO 8601, as the model has it: functions take no lengths of time in a form.
  enum: 'choice',
  url: 'text',
  email: 'text',
  image: 'text',
  json: 'map',
  reference: 'text', // The id of what is meant.
};

const dataTypeByParameterType: { readonly [type in ParameterType]: DataType } = {
  any: 'json',
  boolean: 'boolean',
  integer: 'integer',
  number: 'decimal',
  text: 'string',
  date: 'date',
  instant: 'datetime',
  choice: 'enum',
  list: 'json',
  map: 'json',
  table: 'json',
};

const dataTypeByColumnType: { readonly [type in ColumnType]: DataType } = {
  float: 'decimal',
  integer: 'integer',
  boolean: 'boolean',
  text: 'string',
  decimal: 'decimal',
  bytes: 'string',
  complex: 'string',
  date: 'date',
  instant: 'datetime',
  duration: 'duration',
  category: 'enum',
};

/** What is known of an attribute that came from elsewhere. */
export type FoundAttribute = Pick<
  AttributeRecord,
  'name' | 'dataType' | 'isRequired' | 'defaultValue' | 'description'
> & {
  readonly validationRules: ValidationRules;
};

export function attributeToParameter(attribute: FoundAttribute): Parameter {
  const { dataType, validationRules: rules } = attribute;
  const values = rules.values ?? [];
  // A choice without its choices is text, as the reader of signatures has it.
  const type = dataType === 'enum' && values.length === 0 ? 'text' : parameterTypeOf[dataType];
  const isNumber = type === 'integer' || type === 'number';
  return {
    name: identifierOf(attribute.name),
    type,
    isRequired: attribute.isRequired && attribute.defaultValue === null,
    defaultSource: null,
    documentation: documentationOf(attribute),
    unit: null,
    choices: type === 'choice' ? [...values] : null,
    min: isNumber ? boundOf(rules.min) : null,
    max: isNumber ? boundOf(rules.max) : null,
  };
}

/** The type that tells more is kept where it means the same argument: a text may stay an e-mail address. */
export function parameterToAttribute(parameter: Parameter, known?: DataType): FoundAttribute {
  const { type, choices, min, max } = parameter;
  const isKept = known !== undefined && parameterTypeOf[known] === type;
  const dataType = isKept ? known : dataTypeByParameterType[type];
  const isNumber = type === 'integer' || type === 'number';
  return {
    name: parameter.name,
    dataType,
    isRequired: parameter.isRequired,
    defaultValue: defaultOf(parameter),
    description: parameter.documentation,
    validationRules: {
      ...(isNumber && min !== null ? { min: String(min) } : {}),
      ...(isNumber && max !== null ? { max: String(max) } : {}),
      ...(choices === null ? {} : { values: [...new Set(choices)].filter((choice) => choice !== '') }),
    },
  };
}

/** `type` as the core names it; one that is not known is text. */
export function columnToAttribute(column: { readonly name: string; readonly type: string }): FoundAttribute {
  const dataType = isColumnType(column.type) ? dataTypeByColumnType[column.type] : 'string';
  return {
    name: column.name.slice(0, nameCharsMax),
    dataType,
    isRequired: false,
    defaultValue: null,
    description: '',
    validationRules: {},
  };
}

const nameCharsMax = 255;

function isColumnType(type: string): type is ColumnType {
  return Object.hasOwn(dataTypeByColumnType, type);
}

/** A default that is a plain value, as the model writes it; code stays with its function. */
function defaultOf({ defaultJson }: Parameter): string | null {
  if (typeof defaultJson === 'string') return defaultJson === '' ? null : defaultJson;
  return typeof defaultJson === 'number' || typeof defaultJson === 'boolean' ? String(defaultJson) : null;
}

function boundOf(bound: string | undefined): number | null {
  const value = Number(bound ?? '');
  return bound === undefined || bound === '' || !Number.isFinite(value) ? null : value;
}

function documentationOf({ description, dataType, name }: FoundAttribute): string {
  const [line = ''] = description.trim().split('\n');
  if (line !== '') return line;
  const notes: { readonly [type in DataType]?: string } = {
    duration: 'as ISO 8601, such as PT90M',
    reference: 'by its id',
    url: 'an address',
    email: 'an e-mail address',
  };
  const note = notes[dataType];
  return note === undefined ? name : `${name}, ${note}`;
}

const reservedWords = new Set(
  'and as assert async await baremodule begin break catch class const continue def del do elif else elseif end except export false finally for from function global if import in inf is lambda let local macro module na nan next none nonlocal not null or pass quote raise repeat return self struct true try using while with yield'.split(
    ' ',
  ),
);

/** A name that R, Julia and Python take: letters, digits and `_`, in lower case, never a word of a language. */
export function identifierOf(name: string): string {
  const plain = name
    .normalize('NFKC')
    .replaceAll(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})/gu, '_')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '');
  if (plain === '') return 'value';
  if (reservedWords.has(plain)) return `the_${plain}`;
  return /^\p{N}/u.test(plain) ? `x_${plain}` : plain;
}
