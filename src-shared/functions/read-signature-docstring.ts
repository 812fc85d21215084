import { dedent, joinLines, parseHints, splitNotation } from './read-signature-hints.ts';
import type { FunctionNote, ParameterNote } from './read-signature-hints.ts';

type Section = { readonly heading: string; readonly lines: readonly string[]; readonly isUnderlined: boolean };

/** Reads the three forms of a Python docstring: Google's (`Args:`), numpy's (underlined headings) and Sphinx's (`:param n:`). */
export function readDocstringPython(docstring: string): FunctionNote {
  const lines = dedent(docstring).split('\n');
  const parameters = new Map<string, ParameterNote>();
  const prose: string[] = [];
  let returns = '';
  for (const section of sectionsOf(lines)) {
    const { heading, lines: body, isUnderlined } = section;
    if (heading === '') prose.push(body.join('\n'));
    else if (/^(args|arguments|parameters|keyword args|keyword arguments|other parameters)$/i.test(heading)) {
      if (isUnderlined) readNumpyParameters(body, parameters);
      else readGoogleParameters(body, parameters);
    } else if (/^(returns?|yields)$/i.test(heading)) returns = joinLines(dedent(body.join('\n')));
  }
  const sphinx = takeSphinxFields(prose.join('\n'), parameters);
  return {
    text: joinLines(sphinx.text),
    returns: returns === '' ? sphinx.returns : returns,
    isExported: false,
    parameters,
  };
}

const headingPattern =
  /^(Args|Arguments|Parameters|Keyword Args|Keyword Arguments|Other Parameters|Returns?|Yields|Raises|Examples?|Notes?|See Also|References|Warnings?):?$/i;

/** A heading is a known word with a colon, or one that is underlined. Google's sections end where the indentation does. */
function sectionsOf(lines: readonly string[]): readonly Section[] {
  const sections: { heading: string; lines: string[]; isUnderlined: boolean }[] = [
    { heading: '', lines: [], isUnderlined: false },
  ];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const isUnderlined = /^-{3,}$/.test(lines[index + 1]?.trim() ?? '') && headingPattern.test(line.trim());
    const last = sections.at(-1);
    if (isUnderlined || (line.endsWith(':') && headingPattern.test(line))) {
      sections.push({ heading: line.trim().replace(/:$/, ''), lines: [], isUnderlined });
      if (isUnderlined) index += 1;
    } else if (last !== undefined && last.heading !== '' && !last.isUnderlined && /^\S/.test(line)) {
      sections.push({ heading: '', lines: [line], isUnderlined: false });
    } else last?.lines.push(line);
  }
  return sections;
}

function readGoogleParameters(lines: readonly string[], parameters: Map<string, ParameterNote>): void {
  for (const item of itemsOf(lines)) {
    const match = /^\*{0,2}([\p{L}_][\p{L}\p{N}_]*)\s*(\((?:[^()]|\([^()]*\))*\))?\s*:\s*([^]*)$/u.exec(item);
    if (match === null) continue;
    const [, parameter = '', notation = '', text = ''] = match;
    const note = notation === '' ? undefined : parseHints(notation.slice(1, -1));
    parameters.set(parameter, note === undefined ? splitNotation(text) : { hints: note, text: joinLines(text) });
  }
}

function readNumpyParameters(lines: readonly string[], parameters: Map<string, ParameterNote>): void {
  for (const item of itemsOf(lines)) {
    const [head = '', ...rest] = item.split('\n');
    const [names = '', notation = ''] = head.split(/\s*:\s*(.*)/s);
    const text = joinLines(dedent(rest.join('\n')));
    for (const parameter of names.split(','))
      parameters.set(parameter.trim().replace(/^\*+/, ''), { hints: parseHints(notation) ?? {}, text });
  }
}

/** The blocks that begin at the section's own indentation. */
function itemsOf(lines: readonly string[]): readonly string[] {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const indent = indents[0] ?? 0;
  const items: string[] = [];
  for (const line of lines) {
    const isNew = line.trim() !== '' && line.length - line.trimStart().length <= indent;
    if (isNew) items.push(line.trim());
    else if (items.length > 0) items[items.length - 1] += `\n${line}`;
  }
  return items;
}

function takeSphinxFields(
  text: string,
  parameters: Map<string, ParameterNote>,
): { readonly text: string; readonly returns: string } {
  const blocks = text.split(/^(?=[ \t]*:(?:param|parameter|arg|type|returns?|rtype|raises?)\b)/m);
  const types = new Map<string, string>();
  let returns = '';
  for (const block of blocks.slice(1)) {
    const [, field = '', argument = '', rest = ''] = /^[ \t]*:(\w+)[ \t]*([^:\n]*):[ \t]*([^]*)$/.exec(block) ?? [];
    const words = argument.trim().split(/\s+/);
    const parameter = (words.at(-1) ?? '').replace(/^\*+/, '');
    if (field.startsWith('return')) returns = joinLines(rest);
    else if (field === 'type') types.set(parameter, rest);
    else if (/^(param|arg)/.test(field)) {
      const note = splitNotation(rest);
      parameters.set(parameter, {
        text: note.text,
        hints: { ...parseHints(words.slice(0, -1).join(' ')), ...note.hints },
      });
    }
  }
  for (const [parameter, type] of types) {
    const note = parameters.get(parameter);
    if (note !== undefined)
      parameters.set(parameter, { text: note.text, hints: { ...parseHints(type), ...note.hints } });
  }
  return { text: blocks[0] ?? '', returns };
}
