import type { Language } from '../calls/language.ts';
import { valueToJson } from '../values/value-json.ts';
import type { Json } from '../values/json.ts';
import { closingIndex, maskSource, splitRange } from './read-signature-mask.ts';

/**
 * The exact JSON of a default that is a literal; undefined for what the language must work out itself.
 *
 * A number is an integer or a float as the language has it: R's 5 is a float and 5L an integer.
 */
export function literalToJson(code: string, language: Language, depth = 0): Json | undefined {
  const text = code.trim();
  if (text === '' || depth > 20) return undefined;
  const word = words[language].get(text);
  if (word !== undefined) return word;
  return (
    numberToJson(text, language) ??
    stringToJson(text, language) ??
    dateToJson(text) ??
    listToJson(text, language, depth)
  );
}

const float = (text: string): Json => ({ $float: text });

const words: { readonly [language in Language]: ReadonlyMap<string, Json> } = {
  python: new Map<string, Json>([
    ['None', null],
    ['True', true],
    ['False', false],
    ['math.nan', float('NaN')],
    ['math.inf', float('Infinity')],
    ['-math.inf', float('-Infinity')],
  ]),
  r: new Map<string, Json>([
    ['NULL', null],
    ['NA', null],
    ['NA_integer_', null],
    ['NA_real_', null],
    ['NA_character_', null],
    ['TRUE', true],
    ['T', true],
    ['FALSE', false],
    ['F', false],
    ['NaN', float('NaN')],
    ['Inf', float('Infinity')],
    ['-Inf', float('-Infinity')],
  ]),
  julia: new Map<string, Json>([
    ['nothing', null],
    ['missing', null],
    ['true', true],
    ['false', false],
    ['NaN', float('NaN')],
    ['Inf', float('Infinity')],
    ['-Inf', float('-Infinity')],
  ]),
};

function numberToJson(text: string, language: Language): Json | undefined {
  const match = /^([+-]?)\s*(0[xX][\da-fA-F]+|\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)(L?)$/.exec(
    text,
  );
  if (match === null) return undefined;
  const [, sign = '', digits = '', suffix = ''] = match;
  const plain = digits.replaceAll('_', '');
  const isWhole = /^(\d+|0[xX][\da-fA-F]+)$/.test(plain);
  if (suffix === 'L' && (language !== 'r' || !isFinite(Number(plain)))) return undefined;
  const isInteger = language === 'r' ? suffix === 'L' : isWhole;
  const magnitude = Number(plain);
  const signed = sign === '-' ? -magnitude : magnitude;
  if (!isInteger) return valueToJson(signed);
  if (!isWhole) return Number.isSafeInteger(signed) ? signed : undefined;
  return valueToJson(sign === '-' ? -BigInt(plain) : BigInt(plain));
}

const escapes: { readonly [letter: string]: string } = { n: '\n', t: '\t', r: '\r', '0': '\0', '\n': '' };

function stringToJson(text: string, language: Language): Json | undefined {
  const isQuoted = language === 'julia' ? text.startsWith('"') : /^["']/.test(text);
  const mask = isQuoted ? maskSource(text, language) : '';
  // One string and nothing after it: the first quote is closed by the last character.
  if (!/^"\uE000*"$/.test(mask)) return undefined;
  const quoteLength = language !== 'r' && /^("""|''')[^]*\1$/.test(text) && text.length >= 6 ? 3 : 1;
  const body = text.slice(quoteLength, -quoteLength);
  if (/\\[^ntr0\\'"\n$]/.test(body) || (language === 'julia' && /(^|[^\\])\$/.test(body))) return undefined;
  return body.replaceAll(/\\([^])/g, (_, letter: string) => escapes[letter] ?? letter);
}

function dateToJson(text: string): Json | undefined {
  const match =
    /^(?:as\.Date|Date|date|datetime\.date|Dates\.Date)\(\s*["']?(\d{4})(?:-|\s*,\s*)(\d{1,2})(?:-|\s*,\s*)(\d{1,2})["']?\s*\)$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, year = '', month = '', day = ''] = match;
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return Number.isNaN(Date.parse(`${iso}T00:00:00Z`)) ? undefined : { $date: iso };
}

function listToJson(text: string, language: Language, depth: number): Json | undefined {
  const opening = { python: /^[[({]/, r: /^(c|list)\(/, julia: /^\[/ }[language].exec(text)?.[0];
  if (opening === undefined) return undefined;
  const mask = maskSource(text, language);
  const open = opening.length - 1;
  if (closingIndex(mask, open) !== text.length - 1) return undefined;
  const parts = splitRange(mask, { from: open + 1, to: text.length - 1 }, ',').map(({ from, to }) =>
    text.slice(from, to).trim(),
  );
  const items = parts.at(-1) === '' ? parts.slice(0, -1) : parts;
  if (language === 'python' && opening === '(' && parts.length === 1)
    return literalToJson(items[0] ?? '', language, depth + 1);
  const pairs = namedItems(items, language, opening);
  if (pairs !== undefined) return mapToJson(pairs, language, depth);
  const values = items.map((item) => literalToJson(item, language, depth + 1));
  return values.every((value) => value !== undefined) ? values : undefined;
}

/** The items of a named list as names and code; undefined when they are not all named. */
function namedItems(
  items: readonly string[],
  language: Language,
  opening: string,
): readonly (readonly [string, string])[] | undefined {
  const pattern = {
    python: /^(["'])(.*?)\1\s*:([^]+)$/,
    r: /^(["'`]?)([\p{L}.][\p{L}\p{N}._]*)\1\s*=([^=][^]*)$/u,
    julia: undefined,
  }[language];
  if (pattern === undefined || (items.length === 0 && opening !== '{') || (language === 'python' && opening !== '{'))
    return undefined;
  const pairs = items.map((item) => pattern.exec(item)).filter((match) => match !== null);
  return pairs.length === items.length ? pairs.map(([, , name = '', code = '']) => [name, code]) : undefined;
}

function mapToJson(pairs: readonly (readonly [string, string])[], language: Language, depth: number): Json | undefined {
  const entries: [string, Json][] = [];
  for (const [name, code] of pairs) {
    const json = literalToJson(code, language, depth + 1);
    if (json === undefined || name.startsWith('$')) return undefined;
    entries.push([name, json]);
  }
  return Object.fromEntries(entries);
}
