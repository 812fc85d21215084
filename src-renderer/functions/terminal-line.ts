/*
 * One line as a terminal would show it: a carriage return goes back to its start and what comes next overwrites what stands
 * there, a backspace goes back by one, and of the escape sequences those that erase do so and colours are left out. So a
 * progress bar stays one line, however often it is drawn, and takes no more memory than it shows.
 */

/** `column` is where the next letter goes. `pending` is an escape sequence whose end has not come. */
export type TerminalLine = { readonly text: string; readonly column: number; readonly pending: string };

export const emptyTerminalLine: TerminalLine = { text: '', column: 0, pending: '' };

/** Letters of a line that are shown. A longer one is data rather than a line, and would stop the page. */
const columnsMax = 20_000;

/** Writes more of a line, which has no line feed. */
export function writeToLine({ text, column, pending }: TerminalLine, more: string): TerminalLine {
  const given = pending + more;
  // Most of what is printed has nothing that moves.
  if (!controls.test(given)) return overwrite({ text, column, pending: '' }, given);
  let line: TerminalLine = { text, column, pending: '' };
  // oxlint-disable-next-line no-control-regex -- As below.
  for (const part of given.split(/([\r\b]|\u001B(?:\[[0-9;?]*[ -/]*[@-~]?)?)/)) line = writePart(line, part);
  return line;
}

// oxlint-disable-next-line no-control-regex -- They are what it is about.
const controls = /[\r\b\u001B]/;
// oxlint-disable-next-line no-control-regex
const wholeEscape = /^\u001B\[([0-9;?]*)[ -/]*([@-~])$/;

function writePart(line: TerminalLine, part: string): TerminalLine {
  if (part === '\r') return { ...line, column: 0 };
  if (part === '\b') return { ...line, column: Math.max(0, line.column - 1) };
  if (!part.startsWith('\u001B')) return overwrite(line, part);
  const escape = wholeEscape.exec(part);
  if (escape === null) return { ...line, pending: part };
  const [, parameter = '', command] = escape;
  if (command === 'K') return erase(line, parameter);
  return command === 'G' ? { ...line, column: Math.max(0, Number(parameter || '1') - 1) } : line;
}

function erase({ text, column, pending }: TerminalLine, parameter: string): TerminalLine {
  if (parameter === '2') return { text: '', column, pending };
  return { text: parameter === '1' ? ' '.repeat(column) + text.slice(column) : text.slice(0, column), column, pending };
}

function overwrite({ text, column, pending }: TerminalLine, more: string): TerminalLine {
  const part = more.slice(0, Math.max(0, columnsMax - column));
  if (part === '') return { text, column, pending };
  const before = text.length >= column ? text.slice(0, column) : text.padEnd(column);
  return { text: before + part + text.slice(column + part.length), column: column + part.length, pending };
}
