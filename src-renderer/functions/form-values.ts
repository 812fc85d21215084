/*
 * Between what stands in the form and the exact JSON that a run gets. A field keeps what was typed, also while it is no number
 * yet; a field that is not in the list takes the function's own default.
 */
import type { Language } from '#shared/calls/language.ts';
import { expectedOf, fitArguments } from '#shared/functions/fit-arguments.ts';
import type { Parameter } from '#shared/functions/parameter.ts';
import type { Json } from '#shared/values/json.ts';

/** As typed; `exact` is a value of an earlier run, sent as it was until it is edited. */
export type FormField = string | boolean | readonly string[] | { readonly exact: Json };
export type FormFields = { readonly [parameter: string]: FormField };
/** What an input shows of a field. */
export type ShownField = string | boolean | readonly string[];

export type FormOutcome = {
  readonly arguments: { readonly [parameter: string]: Json };
  /** A sentence for each field that cannot be sent. */
  readonly problems: { readonly [parameter: string]: string };
};

type Parsed = { readonly json: Json } | { readonly problem: string } | undefined;

export type Form = {
  readonly parameters: readonly Parameter[];
  readonly language: Language;
  readonly fields: FormFields;
};

export function fieldsToArguments({ parameters, language, fields }: Form): FormOutcome {
  const given: { [parameter: string]: Json } = {};
  const problems: { [parameter: string]: string } = {};
  for (const parameter of parameters) {
    const parsed = parseField(parameter, fields[parameter.name]);
    if (parsed === undefined) {
      if (parameter.isRequired) problems[parameter.name] = missingText(parameter);
    } else if ('problem' in parsed) problems[parameter.name] = parsed.problem;
    else if (fits(parameter, language, parsed.json)) given[parameter.name] = parsed.json;
    else problems[parameter.name] = unfitText(parameter);
  }
  return { arguments: given, problems };
}

/** The core's own judgement, so that nothing is sent that it would refuse. */
function fits(parameter: Parameter, language: Language, json: Json): boolean {
  return fitArguments({ parameters: [parameter], language, given: { [parameter.name]: json } }).ok;
}

function unfitText(parameter: Parameter): string {
  return `${parameter.type === 'choice' ? 'Choose' : 'Type'} ${expectedOf(parameter)}.`;
}

export function argumentsToFields(argumentsJson: { readonly [parameter: string]: Json }): FormFields {
  return Object.fromEntries(Object.entries(argumentsJson).map(([name, json]) => [name, { exact: json }]));
}

/** What an input of this parameter shows; undefined where nothing was chosen. */
export function shownField(parameter: Parameter, field: FormField | undefined): ShownField | undefined {
  if (field === undefined || typeof field !== 'object' || !('exact' in field)) {
    return fitShown(parameter, field);
  }
  return jsonToShown(parameter, field.exact);
}

/** What a kept value is that was chosen for a field; undefined for every other field. */
export function keptDescription(field: FormField | undefined): string | undefined {
  if (typeof field !== 'object' || !('exact' in field)) return undefined;
  const { exact } = field;
  if (exact === null || typeof exact !== 'object' || !('$handle' in exact)) return undefined;
  const { $handle: handle } = exact;
  const isObject = handle !== null && typeof handle === 'object' && 'description' in handle;
  return isObject && typeof handle.description === 'string' ? handle.description : 'a kept value';
}

/** The default as an input would show it; the source's own words where the language works it out. */
export function defaultText(parameter: Parameter): string | undefined {
  // What has no short form of its own reads best as the language writes it.
  if (parameter.defaultJson === undefined || parameter.type === 'map') return parameter.defaultSource ?? undefined;
  const shown = jsonToShown(parameter, parameter.defaultJson);
  if (shown === undefined) return parameter.defaultSource ?? undefined;
  if (typeof shown === 'string' && shown.includes('\n')) return parameter.defaultSource ?? undefined;
  return Array.isArray(shown) ? shown.join(', ') : String(shown);
}

/** The file that a table parameter reads when none is chosen; empty where its default is no literal path. */
export function defaultPath({ defaultJson }: Parameter): string {
  return (defaultJson === undefined ? undefined : scalarText(defaultJson)) ?? '';
}

// A signature may have changed its types since something was typed; what no longer fits is shown as text.
function fitShown(parameter: Parameter, field: ShownField | undefined): ShownField | undefined {
  if (field === undefined) return undefined;
  if (parameter.type === 'boolean') return typeof field === 'boolean' ? field : undefined;
  if (typeof field === 'boolean') return String(field);
  if (typeof field === 'string' || parameter.type === 'list') return field;
  return field.join(', ');
}

function jsonToShown(parameter: Parameter, json: Json): ShownField | undefined {
  if (json === null) return parameter.type === 'any' ? 'null' : undefined;
  if (parameter.type === 'boolean') return typeof json === 'boolean' ? json : undefined;
  if (parameter.type === 'any' && typeof json === 'string') return isJson(json) ? JSON.stringify(json) : json;
  if (Array.isArray(json) && parameter.type === 'list') {
    const words = json.map((item: Json) => scalarText(item));
    return words.every((word) => word !== undefined) ? words : JSON.stringify(json);
  }
  return scalarText(json) ?? JSON.stringify(json, null, 2);
}

function scalarText(json: Json): string | undefined {
  if (typeof json === 'string') return json;
  if (typeof json === 'number' || typeof json === 'boolean') return String(json);
  if (json === null || Array.isArray(json)) return undefined;
  const entries = Object.entries(json);
  const [tag, inner] = entries[0] ?? [];
  const isScalar = tag === '$float' || tag === '$integer' || tag === '$date' || tag === '$instant' || tag === '$file';
  return entries.length === 1 && isScalar && typeof inner === 'string' ? inner : undefined;
}

function parseField(parameter: Parameter, field: FormField | undefined): Parsed {
  if (typeof field === 'object' && 'exact' in field) return { json: field.exact };
  const shown = fitShown(parameter, field);
  if (parameter.type === 'boolean') {
    if (typeof shown === 'boolean') return { json: shown };
    return parameter.isRequired ? { json: false } : undefined;
  }
  if (shown === undefined || shown === '' || typeof shown === 'boolean') return undefined;
  if (typeof shown === 'string') return shown.trim() === '' ? undefined : parseText(parameter, shown);
  return shown.length === 0 && parameter.isRequired
    ? undefined
    : { json: shown.map((word) => parseElement(parameter, word)) };
}

function parseText(parameter: Parameter, text: string): Parsed {
  switch (parameter.type) {
    case 'integer':
    case 'number':
      return parseNumber(parameter, text);
    case 'text':
    case 'choice':
      return { json: text };
    case 'date':
      return { json: { $date: text.trim() } };
    case 'instant':
      return parseInstant(text);
    case 'table':
      return { json: { $file: text.trim() } };
    case 'list':
    case 'map':
      return parseJson(parameter.type, text);
    case 'any':
    case 'boolean':
      return { json: isJson(text) ? (JSON.parse(text) as Json) : text };
  }
}

const floatNames: { readonly [name: string]: string } = {
  nan: 'NaN',
  inf: 'Infinity',
  '-inf': '-Infinity',
  infinity: 'Infinity',
  '-infinity': '-Infinity',
};

function parseNumber(parameter: Parameter, text: string): Parsed {
  const plain = text.replaceAll(/[\s_\u2009\u00a0]/g, '');
  const isInteger = parameter.type === 'integer';
  const name = isInteger ? undefined : floatNames[plain.toLowerCase()];
  if (name !== undefined) return { json: { $float: name } };
  const isNumber = isInteger ? /^[+-]?\d+$/.test(plain) : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain);
  if (!isNumber)
    return { problem: isInteger ? 'Type a whole number such as 12.' : 'Type a number such as 3.5 or 1e-3.' };
  const value = Number(plain);
  if (isInteger) return { json: Number.isSafeInteger(value) ? value : { $integer: plain.replace(/^\+/, '') } };
  return { json: Number.isInteger(value) ? { $float: String(value) } : value };
}

// The input gives local time without seconds or zone; a text with a zone is taken as it is.
function parseInstant(text: string): Parsed {
  const moment = new Date(text.trim());
  if (Number.isNaN(moment.getTime())) return { problem: 'Type a date and a time, such as 2026-01-31 12:00.' };
  const micros = /\.\d{3}(\d{1,3})Z$/.exec(text.trim())?.[1];
  return { json: { $instant: micros === undefined ? moment.toISOString() : text.trim() } };
}

function parseJson(type: 'list' | 'map', text: string): Parsed {
  const problem =
    type === 'list' ? 'Type a list in JSON, such as [1, 2, 3].' : 'Type a map in JSON, such as {"name": 1}.';
  if (!isJson(text)) return { problem };
  const json = JSON.parse(text) as Json;
  const isRight =
    type === 'list' ? Array.isArray(json) : json !== null && typeof json === 'object' && !Array.isArray(json);
  return isRight ? { json } : { problem };
}

/** A list of texts takes texts; any other list takes numbers and truth values where the word is one. */
function parseElement(parameter: Parameter, word: string): Json {
  const before = parameter.defaultJson;
  const isTexts = Array.isArray(before) && before.length > 0 && before.every((item) => typeof item === 'string');
  if (isTexts) return word;
  const name = floatNames[word.toLowerCase()];
  if (name !== undefined) return { $float: name };
  if (/^(true|false)$/i.test(word)) return word.toLowerCase() === 'true';
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word)) return word;
  const isFloats =
    Array.isArray(before) &&
    before.some((item) => typeof item === 'object' || (typeof item === 'number' && !Number.isInteger(item)));
  const value = Number(word);
  return isFloats && Number.isInteger(value) ? { $float: String(value) } : value;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function missingText({ type }: Parameter): string {
  if (type === 'table') return 'Choose a file: the function gives no default.';
  return 'Needs a value: the function gives no default.';
}
