/*
 * A mask of a source: a text of exactly the same length in which comments are blanks, what stands in strings is filler, and
 * quoted names are letters. Brackets, commas and keywords found in the mask are therefore real ones, and an index into the
 * mask is an index into the source. Works on half-typed sources: what is never closed simply lasts to the end.
 */
import type { Language } from '../calls/language.ts';

export type Range = { readonly from: number; readonly to: number };

/** Stands for each character within a string, line breaks included, so that no line of a string looks like code. */
const filler = '\uE000';

export function maskSource(source: string, language: Language): string {
  const mask: string[] = [];
  let at = 0;
  while (at < source.length) {
    const end = Math.max(skippers[language](source, at), at);
    if (end === at) {
      mask.push(source.charAt(at));
      at += 1;
    } else {
      mask.push(maskOf(source.slice(at, end)));
      at = end;
    }
  }
  return mask.join('');
}

/** Where the bracket at `open` is closed in the mask; undefined when it never is. */
export function closingIndex(mask: string, open: number): number | undefined {
  let depth = 0;
  for (let index = open; index < mask.length; index += 1) {
    const character = mask.charAt(index);
    if ('([{'.includes(character)) depth += 1;
    if (')]}'.includes(character)) depth -= 1;
    if (depth === 0) return index;
  }
  return undefined;
}

/** The parts of a range between separators that are within no bracket. */
export function splitRange(mask: string, range: Range, separators: string): readonly Range[] {
  const parts: Range[] = [];
  let depth = 0;
  let from = range.from;
  for (let index = range.from; index < range.to; index += 1) {
    const character = mask.charAt(index);
    if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
    else if (depth === 0 && separators.includes(character)) {
      parts.push({ from, to: index });
      from = index + 1;
    }
  }
  return [...parts, { from, to: range.to }];
}

/** The first match of a pattern in a range, within no bracket; the pattern needs the flag g. */
export function findOutsideBrackets(mask: string, range: Range, pattern: RegExp): RegExpExecArray | undefined {
  const search = new RegExp(pattern.source, pattern.flags);
  search.lastIndex = range.from;
  for (let match = search.exec(mask); match !== null && match.index < range.to; match = search.exec(mask)) {
    if (depthAt(mask, range.from, match.index) === 0) return match;
    if (match[0] === '') search.lastIndex += 1;
  }
  return undefined;
}

/** How many brackets that were opened since `from` are open at `index`. */
export function depthAt(mask: string, from: number, index: number): number {
  let depth = 0;
  for (let position = from; position < index; position += 1) {
    const character = mask.charAt(position);
    if ('([{'.includes(character)) depth += 1;
    if (')]}'.includes(character)) depth -= 1;
  }
  return depth;
}

/** The source of a range, its comments gone and its blanks joined, except within strings. */
export function codeOf(source: string, mask: string, range: Range): string {
  let code = '';
  let isAfterBlank = true;
  for (let index = range.from; index < range.to; index += 1) {
    const isBlank = /\s/.test(mask.charAt(index));
    if (!isBlank) code += source.charAt(index);
    // To ask the growing text for its end would copy it each time.
    else if (!isAfterBlank) code += ' ';
    isAfterBlank = isBlank;
  }
  return code.trim();
}

/** A piece that was skipped over: a comment becomes blanks, a quoted name letters, a string its quotes around filler. */
function maskOf(piece: string): string {
  if (piece.startsWith('#')) return piece.replaceAll(/[^\n]/g, ' ');
  if (piece.startsWith('`'))
    return piece.length > 1 ? `\`${'a'.repeat(piece.length - 2)}${piece.endsWith('`') ? '`' : 'a'}` : piece;
  const isClosed = piece.length > 1;
  return isClosed ? `"${filler.repeat(piece.length - 2)}"` : '"';
}

type Skipper = (source: string, at: number) => number;

/** Each returns where the comment, string or quoted name that starts at `at` ends; `at` itself when none starts there. */
const skippers: { readonly [language in Language]: Skipper } = {
  python(source, at) {
    const character = source.charAt(at);
    if (character === '#') return lineEnd(source, at);
    return character === '"' || character === "'" ? skipTripleOrLine(source, at) : at;
  },
  r(source, at) {
    const character = source.charAt(at);
    if (character === '#') return lineEnd(source, at);
    if (character === '"' || character === "'" || character === '`')
      return skipQuoted(source, at, { isOneLine: false });
    const raw = character === 'r' || character === 'R' ? rawStringStart(source, at) : undefined;
    return raw === undefined ? at : endAfter(source, raw.close, raw.bodyAt);
  },
  julia(source, at) {
    const character = source.charAt(at);
    if (character === '#') return source.charAt(at + 1) === '=' ? skipBlockComment(source, at) : lineEnd(source, at);
    if (character === '"') return skipJuliaString(source, at, 0);
    if (character === '`') return skipQuoted(source, at, { isOneLine: false });
    return character === "'" ? skipJuliaCharacter(source, at) : at;
  },
};

function lineEnd(source: string, at: number): number {
  const end = source.indexOf('\n', at);
  return end === -1 ? source.length : end;
}

function endAfter(source: string, text: string, from: number): number {
  const found = source.indexOf(text, from);
  return found === -1 ? source.length : found + text.length;
}

function skipQuoted(source: string, at: number, { isOneLine }: { readonly isOneLine: boolean }): number {
  const quote = source.charAt(at);
  for (let index = at + 1; index < source.length; index += 1) {
    const character = source.charAt(index);
    if (character === '\\') index += 1;
    else if (character === quote) return index + 1;
    else if (character === '\n' && isOneLine) return index;
  }
  return source.length;
}

function skipTripleOrLine(source: string, at: number): number {
  const triple = source.charAt(at).repeat(3);
  if (!source.startsWith(triple, at)) return skipQuoted(source, at, { isOneLine: true });
  for (let index = at + 3; index < source.length; index += 1) {
    if (source.charAt(index) === '\\') index += 1;
    else if (source.startsWith(triple, index)) return index + 3;
  }
  return source.length;
}

/** R's raw strings: r"(…)", R'--[…]--'. */
function rawStringStart(source: string, at: number): { readonly close: string; readonly bodyAt: number } | undefined {
  if (/[\p{L}\p{N}._]/u.test(source.charAt(at - 1))) return undefined;
  const match = /^[rR](["'])(-*)([([{])/.exec(source.slice(at, at + 40));
  if (match === null) return undefined;
  const [whole, quote = '', dashes = '', open = ''] = match;
  return { close: `${{ '(': ')', '[': ']', '{': '}' }[open] ?? ''}${dashes}${quote}`, bodyAt: at + whole.length };
}

function skipBlockComment(source: string, at: number): number {
  let depth = 0;
  for (let index = at; index < source.length; index += 1) {
    if (source.startsWith('#=', index)) depth += 1;
    else if (source.startsWith('=#', index)) depth -= 1;
    else continue;
    index += 1;
    if (depth === 0) return index + 1;
  }
  return source.length;
}

/** Deeper than anybody nests; only a hostile source gets there. */
const interpolationDepthMax = 20;

/** A Julia string, whose `$(…)` may hold strings of its own. */
function skipJuliaString(source: string, at: number, depth: number): number {
  const quote = source.startsWith('"""', at) ? '"""' : '"';
  for (let index = at + quote.length; index < source.length; index += 1) {
    const character = source.charAt(index);
    if (character === '\\') index += 1;
    else if (source.startsWith(quote, index)) return index + quote.length;
    else if (character === '$' && source.charAt(index + 1) === '(' && depth < interpolationDepthMax) {
      index = skipInterpolation(source, index + 1, depth + 1) - 1;
    }
  }
  return source.length;
}

function skipInterpolation(source: string, at: number, depth: number): number {
  let brackets = 0;
  for (let index = at; index < source.length; index += 1) {
    const character = source.charAt(index);
    if (character === '"') index = skipJuliaString(source, index, depth) - 1;
    else if (character === '(') brackets += 1;
    else if (character === ')') brackets -= 1;
    if (brackets === 0) return index + 1;
  }
  return source.length;
}

/** A character like 'a' or '\n'. After a name or a closing bracket a quote is a transpose instead. */
function skipJuliaCharacter(source: string, at: number): number {
  if (/[\p{L}\p{N}_)\]}'.!]/u.test(source.charAt(at - 1))) return at;
  const match = /^'(?:\\[^\n']{1,9}|\\'|[^\\'\n]{1,2})'/.exec(source.slice(at, at + 14));
  return match === null ? at : at + match[0].length;
}
