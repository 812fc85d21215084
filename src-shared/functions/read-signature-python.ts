import { parseHints, typeOfWord } from './read-signature-hints.ts';
import type { FunctionNote, ParameterHints } from './read-signature-hints.ts';
import { literalToJson } from './read-signature-literal.ts';
import { closingIndex, codeOf, findOutsideBrackets, maskSource, splitRange } from './read-signature-mask.ts';
import type { Range } from './read-signature-mask.ts';
import type { RawParameter } from './read-signature-parameter.ts';
import { readDocstringPython } from './read-signature-docstring.ts';
import type { FoundFunction } from './read-signature.ts';

const name = String.raw`[\p{L}_][\p{L}\p{N}_]*`;
const definition = new RegExp(String.raw`^(?:async[ \t]+)?def[ \t]+(${name})[ \t]*(?:\[[^\]\n]*\][ \t]*)?\(`, 'gmu');

/** Every `def` at the start of a line. */
export function findFunctionsPython(source: string, mask: string): readonly FoundFunction[] {
  const exported = exportedNames(source, mask);
  return [...mask.matchAll(definition)].map((match) => {
    const functionName = match[1] ?? '';
    const open = match.index + match[0].length - 1;
    const close = closingIndex(mask, open) ?? mask.length;
    return {
      name: functionName,
      note: { ...readNote(source, mask, close), isExported: exported.has(functionName) },
      isPublic: !functionName.startsWith('_'),
      parameters: () => readParameters(source, mask, { from: open + 1, to: close }),
    };
  });
}

function exportedNames(source: string, mask: string): ReadonlySet<unknown> {
  const match = /^__all__\s*=\s*(?=[[(])/m.exec(mask);
  if (match === null) return new Set();
  const open = match.index + match[0].length;
  const names = literalToJson(source.slice(open, (closingIndex(mask, open) ?? open) + 1), 'python');
  return new Set(Array.isArray(names) ? names : []);
}

function readParameters(source: string, mask: string, list: Range): readonly RawParameter[] {
  return joinLambdas(mask, splitRange(mask, list, ',')).flatMap((range) => {
    const equals = findOutsideBrackets(mask, range, /(?<![=<>!:])=(?!=)/g)?.index;
    const head = codeOf(source, mask, { from: range.from, to: equals ?? range.to });
    const match = new RegExp(`^(${name})\\s*(?::\\s*([^]+))?$`, 'u').exec(head);
    // No match: `*args`, `**more`, the bare `*` and `/`, or something half-typed.
    if (match === null) return [];
    const code = equals === undefined ? null : codeOf(source, mask, { from: equals + 1, to: range.to });
    return [
      { name: match[1] ?? '', defaultSource: code === '' ? null : code, hints: hintsOfAnnotation(match[2] ?? '') },
    ];
  });
}

/** The commas between `lambda` and its colon part its own parameters, not the function's. */
function joinLambdas(mask: string, ranges: readonly Range[]): readonly Range[] {
  const joined: Range[] = [];
  let open: Range | undefined;
  for (const range of ranges) {
    const whole = open === undefined ? range : { from: open.from, to: range.to };
    open = /\blambda\b[^:]*$/.test(mask.slice(whole.from, whole.to)) ? whole : undefined;
    if (open === undefined) joined.push(whole);
  }
  return open === undefined ? joined : [...joined, open];
}

/** Optional[X], X | None, Literal["a", "b"], Annotated[X, "1-100", "kg"] and the plain names. */
function hintsOfAnnotation(annotation: string, depth = 0): ParameterHints {
  const text = annotation
    .trim()
    .replace(/^(["'])(.*)\1$/s, '$2')
    .trim();
  if (text === '' || depth > 10) return {};
  const mask = maskSource(text, 'python');
  const members = splitRange(mask, { from: 0, to: text.length }, '|').map(({ from, to }) =>
    text.slice(from, to).trim(),
  );
  if (members.length > 1) return hintsOfUnion(members, depth);
  const generic = /^(?:typing\.|t\.)?(\w+)\[/.exec(text);
  if (generic === null || !text.endsWith(']')) return typeHints(text);
  const inner = { from: generic[0].length, to: text.length - 1 };
  const items = splitRange(mask, inner, ',').map(({ from, to }) => text.slice(from, to).trim());
  switch (generic[1]) {
    case 'Literal': {
      const choices = items.map((item) => literalToJson(item, 'python')).filter((choice) => typeof choice === 'string');
      return choices.length === items.length ? { choices } : {};
    }
    case 'Optional':
    case 'Union':
      return hintsOfUnion(items, depth);
    case 'Annotated': {
      const notes = items
        .slice(1)
        .map((item) => literalToJson(item, 'python'))
        .filter((note) => typeof note === 'string');
      return { ...hintsOfAnnotation(items[0] ?? '', depth + 1), ...parseHints(notes.join(', ')) };
    }
    default:
      return typeHints(text);
  }
}

function hintsOfUnion(members: readonly string[], depth: number): ParameterHints {
  const present = members.filter((member) => member !== 'None');
  if (present.length === 1) return hintsOfAnnotation(present[0] ?? '', depth + 1);
  const types = new Set(present.map((member) => hintsOfAnnotation(member, depth + 1).type));
  return types.size === 2 && types.has('integer') && types.has('number') ? { type: 'number' } : {};
}

function typeHints(text: string): ParameterHints {
  const type = typeOfWord(text);
  return type === undefined ? {} : { type };
}

const noNote: FunctionNote = { text: '', returns: '', isExported: false, parameters: new Map() };

/** The string that the body begins with. */
function readNote(source: string, mask: string, close: number): FunctionNote {
  const colon = findOutsideBrackets(mask, { from: close + 1, to: mask.length }, /:/g)?.index;
  const opening = colon === undefined ? null : /^\s*[rRuU]?(?=")/.exec(mask.slice(colon + 1));
  if (colon === undefined || opening === null) return noNote;
  const from = colon + 1 + opening[0].length;
  const end = /^"\uE000*"/.exec(mask.slice(from))?.[0].length;
  if (end === undefined) return noNote;
  const literal = source.slice(from, from + end);
  const quoteLength = /^("""|''')/.test(literal) ? 3 : 1;
  return readDocstringPython(literal.slice(quoteLength, -quoteLength));
}
