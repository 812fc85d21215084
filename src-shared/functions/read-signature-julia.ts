import { dedent, joinLines, parseHints, splitNotation, typeOfWord } from './read-signature-hints.ts';
import type { FunctionNote, ParameterHints, ParameterNote } from './read-signature-hints.ts';
import { closingIndex, codeOf, findOutsideBrackets, splitRange } from './read-signature-mask.ts';
import type { Range } from './read-signature-mask.ts';
import type { RawParameter } from './read-signature-parameter.ts';
import type { FoundFunction } from './read-signature.ts';

const macros = String.raw`(?:@[\p{L}_.]+[ \t]+)*`;
const name = String.raw`[\p{L}_][\p{L}\p{N}_!]*`;
const definition = new RegExp(String.raw`^${macros}(function[ \t]+)?(${name})(?:\{[^}\n]*\})?\(`, 'gmu');

/** Every `function name(…)` and every `name(…) = …` at the start of a line. */
export function findFunctionsJulia(source: string, mask: string): readonly FoundFunction[] {
  const exported = exportedNames(mask);
  return [...mask.matchAll(definition)].flatMap((match) => {
    const [whole, keyword, functionName = ''] = match;
    const open = match.index + whole.length - 1;
    const close = closingIndex(mask, open) ?? mask.length;
    if (keyword === undefined && !isShortForm(mask, close)) return [];
    const note = readNote(source, mask, match.index);
    return [
      {
        name: functionName,
        note: { ...note, isExported: exported.has(functionName) },
        isPublic: !functionName.startsWith('_'),
        parameters: () => readParameters(source, mask, { from: open + 1, to: close }),
      },
    ];
  });
}

/** After the closing bracket: an optional type and `where`, then a single `=`. */
function isShortForm(mask: string, close: number): boolean {
  return /^\)[ \t]*(?:::[^=\n]*?)?(?:[ \t]*where[^=\n]*)?[ \t]*=(?![=>])/.test(mask.slice(close, close + 500));
}

function exportedNames(mask: string): ReadonlySet<string> {
  const lists = [...mask.matchAll(/^[ \t]*export[ \t]+([^\n]+)$/gm)].map((match) => match[1] ?? '');
  return new Set(lists.flatMap((list) => list.split(',')).map((exported) => exported.trim()));
}

function readParameters(source: string, mask: string, list: Range): readonly RawParameter[] {
  return splitRange(mask, list, ',;').flatMap((range) => {
    const equals = findOutsideBrackets(mask, range, /(?<![=<>!])=(?![=>])/g)?.index;
    const head = codeOf(source, mask, { from: range.from, to: equals ?? range.to });
    const match = new RegExp(`^(?:@[\\p{L}_.]+ )?(${name})\\s*(?:::\\s*([^]+))?$`, 'u').exec(head);
    // No match: `args...`, a destructured tuple, a type without a name, or something half-typed.
    if (match === null || head.endsWith('...')) return [];
    const code = equals === undefined ? null : codeOf(source, mask, { from: equals + 1, to: range.to });
    return [{ name: match[1] ?? '', defaultSource: code === '' ? null : code, hints: hintsOfType(match[2] ?? '') }];
  });
}

function hintsOfType(type: string): ParameterHints {
  const union = /^Union\{([^]*)\}$/.exec(type.trim())?.[1];
  const members = (union === undefined ? [type] : union.split(/,(?![^{]*\})/)).map((member) => member.trim());
  const types = new Set(members.filter((member) => !/^(Nothing|Missing)$/.test(member)).map(typeOfWord));
  const [first, ...others] = types;
  if (types.has('integer') && types.has('number') && types.size === 2) return { type: 'number' };
  return first === undefined || others.length > 0 ? {} : { type: first };
}

/** The docstring that stands before the definition, with nothing but blanks and at most one line break between them. */
function readNote(source: string, mask: string, index: number): FunctionNote {
  let end = index;
  while (end > 0 && /[ \t\n]/.test(mask.charAt(end - 1)) && !mask.startsWith('\n\n', end - 2)) end -= 1;
  const from = mask.charAt(end - 1) === '"' ? mask.lastIndexOf('"', end - 2) : -1;
  const lineStart = mask.lastIndexOf('\n', from - 1) + 1;
  const isDocstring =
    from >= 0 && /^(?:[ \t]*@doc[ \t]+)?(?:raw)?$/.test(from === 0 ? '' : mask.slice(lineStart, from));
  if (!isDocstring) return { text: '', returns: '', isExported: false, parameters: new Map() };
  const literal = source.slice(from, index).trim();
  const quoteLength = literal.startsWith('"""') ? 3 : 1;
  return readDocstring(dedent(literal.slice(quoteLength, -quoteLength).replace(/^\n/, '')));
}

/** Julia's own form: a signature indented by four, prose, `# Arguments` with a list, `# Returns`. */
function readDocstring(docstring: string): FunctionNote {
  const withoutSignature = docstring.replace(
    /^(?: {4}[^\n]*|[\p{L}_][\p{L}\p{N}_!]*\([^\n]*\)(?:[ \t]*->[^\n]*)?)\n\s*\n/u,
    '',
  );
  const prose: string[] = [];
  const parameters = new Map<string, ParameterNote>();
  let returns = '';
  for (const block of withoutSignature.split(/^(?=#+[ \t])/m)) {
    const [, heading = '', rest = block] = /^#+[ \t]+([^\n]*)\n?([^]*)$/.exec(block) ?? [];
    if (heading === '') prose.push(joinLines(rest));
    else if (/^(keyword )?(arguments|parameters)/i.test(heading)) readArguments(rest, parameters);
    else if (/^returns?/i.test(heading)) returns = joinLines(rest);
  }
  return { text: prose.filter((text) => text !== '').join('\n\n'), returns, isExported: false, parameters };
}

function readArguments(list: string, parameters: Map<string, ParameterNote>): void {
  for (const item of list.split(/^(?=[ \t]*[-*][ \t])/m)) {
    const match = new RegExp(`^[ \\t]*[-*][ \\t]+\`?(${name})(?:::([^\`=:\\s]+))?[^\`\\n(:]*\`?([^]*)$`, 'u').exec(
      item,
    );
    if (match === null) continue;
    const [, parameter = '', type, rest = ''] = match;
    const note = splitNotation(rest);
    parameters.set(parameter, {
      text: note.text,
      hints: { ...(type === undefined ? {} : parseHints(type)), ...note.hints },
    });
  }
}
