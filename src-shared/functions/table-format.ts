/** Files that a table can be read from and saved as. */
export const tableFormats = ['csv', 'parquet', 'arrow'] as const;
export type TableFormat = (typeof tableFormats)[number];

export const tableFormatNames: { readonly [format in TableFormat]: string } = {
  csv: 'CSV',
  parquet: 'Parquet',
  arrow: 'Arrow',
};

/** The endings of each format, the usual one first. Arrow's `.arrows` is the stream format, `.feather` and `.ipc` the file format. */
const tableEndings: { readonly [format in TableFormat]: readonly string[] } = {
  csv: ['.csv', '.tsv', '.txt', '.csv.gz', '.tsv.gz', '.txt.gz'],
  parquet: ['.parquet', '.pq'],
  arrow: ['.arrow', '.feather', '.ipc', '.arrows'],
};

/** What a chooser of files shows. */
export const allTableEndings: readonly string[] = tableFormats.flatMap((format) => tableEndings[format]);

/** Undefined for an ending of another kind. */
export function tableFormatOf(path: string): TableFormat | undefined {
  const name = path.toLowerCase();
  return tableFormats.find((format) => tableEndings[format].some((ending) => name.endsWith(ending)));
}
