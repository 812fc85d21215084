import { joinLines, splitNotation } from './read-signature-hints.ts';
import type { FunctionNote, ParameterNote } from './read-signature-hints.ts';
import { literalToJson } from './read-signature-literal.ts';
import { closingIndex, codeOf, depthAt, findOutsideBrackets, splitRange } from './read-signature-mask.ts';
import type { Range } from './read-signature-mask.ts';
import type { RawParameter } from './read-signature-parameter.ts';
import type { FoundFunction } from './read-signature.ts';

const name = String.raw`(?:[\p{L}.][\p{L}\p{N}._]*|\x60[^\x60\n]+\x60)`;
const definition = new RegExp(String.raw`(?<![\p{L}\p{N}._$@])(${name})\s*(?:<<?-|=)\s*(?:function\b|\\)\s*\(`, 'gu');

/** Every `name <- function(…)` that is within no bracket, so at the top level. */
export function findFunctionsR(source: string, mask: string): readonly FoundFunction[] {
  let depth = 0;
  let counted = 0;
  return [...mask.matchAll(definition)]
    .filter((match) => {
      depth += depthAt(mask, counted, match.index);
      counted = match.index;
      return depth === 0 || isAtLineStart(mask, match.index);
    })
    .map((match) => {
      const nameLength = match[1]?.length ?? 0;
      const written = source.slice(match.index, match.index + nameLength);
      const open = match.index + match[0].length - 1;
      const close = closingIndex(mask, open) ?? mask.length;
      const note = readNote(source, match.index);
      return {
        name: written.replaceAll('`', ''),
        note,
        isPublic: !written.startsWith('.'),
        parameters: () => readParameters(source, mask, { from: open + 1, to: close }),
      };
    });
}

/** While a bracket further up is still open, the start of a line is what tells the top level. */
function isAtLineStart(mask: string, index: number): boolean {
  return index === 0 || mask.charAt(index - 1) === '\n';
}

function readParameters(source: string, mask: string, list: Range): readonly RawParameter[] {
  const body = { from: list.to, to: bodyEnd(mask, list.to) };
  return splitRange(mask, list, ',').flatMap((range) => {
    const equals = findOutsideBrackets(mask, range, /(?<![=<>!])=(?!=)/g)?.index;
    const parameter = codeOf(source, mask, { from: range.from, to: equals ?? range.to }).replaceAll('`', '');
    if (parameter === '' || parameter === '...') return [];
    const code = equals === undefined ? null : codeOf(source, mask, { from: equals + 1, to: range.to });
    const choices = code === null ? undefined : matchedChoices(mask, body, parameter, code);
    return [
      {
        name: parameter,
        defaultSource: code === '' ? null : code,
        hints: choices === undefined ? {} : { choices },
        mayBeMissing: mentions(mask, body, 'missing', parameter),
      },
    ];
  });
}

/** Where the body of a function ends, as nearly as it matters: its closing brace, or the next line that starts anew. */
function bodyEnd(mask: string, from: number): number {
  const brace = /^\)?\s*\{/.exec(mask.slice(from, from + 1000))?.[0];
  if (brace !== undefined) return closingIndex(mask, from + brace.length - 1) ?? mask.length;
  const next = /\n\S/.exec(mask.slice(from))?.index;
  return next === undefined ? mask.length : from + next;
}

function matchedChoices(mask: string, body: Range, parameter: string, code: string): readonly string[] | undefined {
  if (!mentions(mask, body, 'match.arg', parameter)) return undefined;
  const choices = literalToJson(code, 'r');
  return Array.isArray(choices) && choices.every((choice) => typeof choice === 'string') ? choices : undefined;
}

function mentions(mask: string, body: Range, functionName: string, parameter: string): boolean {
  const text = mask.slice(body.from, body.to);
  for (let at = text.indexOf(`${functionName}(`); at !== -1; at = text.indexOf(`${functionName}(`, at + 1)) {
    const argument = /^\s*(?:arg\s*=\s*)?([\p{L}.][\p{L}\p{N}._]*)\s*[,)]/u.exec(
      text.slice(at + functionName.length + 1, at + 300),
    );
    if (argument?.[1] === parameter) return true;
  }
  return false;
}

/** The roxygen comment that stands directly above. */
function readNote(source: string, index: number): FunctionNote {
  const lines: string[] = [];
  let end = index === 0 ? -1 : source.lastIndexOf('\n', index - 1);
  while (end > 0) {
    const start = source.lastIndexOf('\n', end - 1) + 1;
    const line = source.slice(start, end);
    if (!/^\s*#'/.test(line)) break;
    lines.unshift(line.replace(/^\s*#' ?/, ''));
    end = start - 1;
  }
  const prose: string[] = [];
  const parameters = new Map<string, ParameterNote>();
  let returns = '';
  let isExported = false;
  for (const block of lines.join('\n').split(/^(?=@[a-zA-Z])/m)) {
    const [, tag, rest = ''] = /^@([a-zA-Z]+)\s*([^]*)$/.exec(block) ?? [undefined, 'description', block];
    if (tag === 'title' || tag === 'description' || tag === 'details') prose.push(joinLines(rest));
    else if (tag === 'return' || tag === 'returns') returns = joinLines(rest);
    else if (tag === 'export') isExported = true;
    else if (tag === 'param') {
      const [, names = '', text = ''] = /^(\S+(?:,\s*\S+(?=\s))*)\s*([^]*)$/.exec(rest) ?? [];
      const note = splitNotation(text);
      for (const parameter of names.split(',')) parameters.set(parameter.trim().replaceAll('`', ''), note);
    }
  }
  return { text: prose.filter((text) => text !== '').join('\n\n'), returns, isExported, parameters };
}
