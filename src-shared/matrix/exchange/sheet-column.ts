/*
 * A column of a list of records: its heading, and how a field of a record is written into a cell and read from one.
 */
import { foldName } from '../fold-name.ts';
import { formatListCell, parseListCell } from './sheet.ts';

export type Fields = { readonly [field: string]: unknown };

/** What a cell gives: the fields that it says, or what is wrong with it, as the rest of "the cell …". */
export type CellReading = { readonly fields: Fields } | { readonly problem: string };

export type SheetColumn = {
  readonly heading: string;
  /** Other headings that mean the same, folded. */
  readonly aliases: readonly string[];
  readonly format: (fields: Fields) => string;
  /** Never asked about an empty cell, which says nothing. */
  readonly parse: (cell: string) => CellReading;
};

type Named = readonly [heading: string, ...aliases: string[]];

function column([heading, ...aliases]: Named, rest: Pick<SheetColumn, 'format' | 'parse'>): SheetColumn {
  return { heading, aliases: [heading, ...aliases].map(foldName), ...rest };
}

export function textColumn(field: string, names: Named, charsMax = 100_000): SheetColumn {
  return column(names, {
    format: (fields) => textOf(fields[field]),
    parse: (cell) => (cell.length > charsMax ? tooLong(charsMax) : { fields: { [field]: cell } }),
  });
}

export function listColumn(field: string, names: Named): SheetColumn {
  return column(names, {
    format: (fields) => formatListCell(listOf(fields[field])),
    parse(cell) {
      const texts = parseListCell(cell);
      if (texts.length > 500) return { problem: 'has more than 500 entries' };
      return texts.some((text) => text.length > 255) ? tooLong(255) : { fields: { [field]: texts } };
    },
  });
}

export function choiceColumn(
  field: string,
  names: Named,
  choices: readonly string[],
  synonyms: { readonly [word: string]: string | undefined } = {},
): SheetColumn {
  return column(names, {
    format: (fields) => textOf(fields[field]),
    parse(cell) {
      const word = foldName(cell).replaceAll(/[ -]/gu, '_');
      const value = choices.find((choice) => choice === word) ?? synonyms[word];
      return value === undefined
        ? { problem: `has "${shortened(cell)}", which is none of ${choices.join(', ')}` }
        : { fields: { [field]: value } };
    },
  });
}

export function truthColumn(field: string, names: Named): SheetColumn {
  return column(names, {
    format: (fields) =>
      fields[field] === null || fields[field] === undefined ? '' : fields[field] === true ? 'yes' : 'no',
    parse(cell) {
      const word = foldName(cell);
      if (['yes', 'true', 'x', '✓', '✔', '1', 'y'].includes(word)) return { fields: { [field]: true } };
      if (['no', 'false', '–', '-', '0', 'n'].includes(word)) return { fields: { [field]: false } };
      return { problem: `has "${shortened(cell)}", which is neither yes nor no` };
    },
  });
}

export function specialColumn(names: Named, rest: Pick<SheetColumn, 'format' | 'parse'>): SheetColumn {
  return column(names, rest);
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

export function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

export function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function tooLong(charsMax: number): CellReading {
  return { problem: `is longer than ${charsMax.toLocaleString('en')} characters` };
}
