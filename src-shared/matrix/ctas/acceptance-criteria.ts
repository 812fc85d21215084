/*
 * Acceptance criteria as the lines that they are: scenarios in Given/When/Then where a person wrote them so, free lines
 * everywhere else. Nothing of the text is lost: formatting what was parsed gives the text back, character by character.
 */

export const stepKeywords = ['Given', 'When', 'Then', 'And', 'But'] as const;
export const keywords = ['Scenario', ...stepKeywords] as const;
export type Keyword = (typeof keywords)[number];

/** One line: `lead` before the keyword, `written` the keyword as it stands there, `gap` between it and the text. */
export type CriterionLine = {
  readonly keyword: Keyword | null;
  readonly lead: string;
  readonly written: string;
  readonly gap: string;
  readonly text: string;
};

const linePattern = /^(\s*(?:[-*]\s+)?)(scenario|given|when|then|and|but)(\s*:\s*|\s+|$)(.*)$/isu;

export function parseCriteria(text: string): readonly CriterionLine[] {
  return text === '' ? [] : text.split('\n').map(parseLine);
}

export function formatCriteria(lines: readonly CriterionLine[]): string {
  return lines.map(formatLine).join('\n');
}

/** A line of its own as a person adds it. */
export function newLine(keyword: Keyword | null, text = ''): CriterionLine {
  if (keyword === null) return { keyword, lead: '', written: '', gap: '', text };
  return { keyword, lead: '', written: keyword, gap: keyword === 'Scenario' ? ': ' : ' ', text };
}

/** The same line, said with another keyword. Its text stays. */
export function withKeyword(line: CriterionLine, keyword: Keyword | null): CriterionLine {
  return line.keyword === keyword ? line : { ...newLine(keyword, line.text), lead: line.lead };
}

export const newScenario: readonly CriterionLine[] = [
  newLine('Scenario'),
  newLine('Given'),
  newLine('When'),
  newLine('Then'),
];

/** How many scenarios there are: each begins with its own line, or with a Given that no scenario is open for. */
export function countScenarios(lines: readonly CriterionLine[]): number {
  let count = 0;
  let isOpen = false;
  let hasThen = false;
  for (const { keyword } of lines) {
    const begins = keyword === 'Scenario' || (keyword === 'Given' && (!isOpen || hasThen));
    if (begins) count += 1;
    if (keyword === 'Scenario' || keyword === 'Given') {
      isOpen = true;
      hasThen = false;
    } else if (keyword === 'Then') hasThen = true;
  }
  return count;
}

function parseLine(line: string): CriterionLine {
  const found = linePattern.exec(line);
  if (found === null) return { keyword: null, lead: '', written: '', gap: '', text: line };
  const [, lead = '', written = '', gap = '', text = ''] = found;
  const keyword = keywords.find((candidate) => candidate.toLowerCase() === written.toLowerCase()) ?? null;
  return { keyword, lead, written, gap, text };
}

function formatLine({ lead, written, gap, text }: CriterionLine): string {
  return `${lead}${written}${gap}${text}`;
}
