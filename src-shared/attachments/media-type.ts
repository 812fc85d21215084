/** What a file is, by the ending of its name. Nothing is run or drawn because of it. */
const mediaByEnding: ReadonlyMap<string, string> = new Map([
  ['pdf', 'application/pdf'],
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['gif', 'image/gif'],
  ['webp', 'image/webp'],
  ['svg', 'image/svg+xml'],
  ['tif', 'image/tiff'],
  ['tiff', 'image/tiff'],
  ['txt', 'text/plain'],
  ['log', 'text/plain'],
  ['md', 'text/markdown'],
  ['csv', 'text/csv'],
  ['tsv', 'text/tab-separated-values'],
  ['json', 'application/json'],
  ['jsonl', 'application/jsonl'],
  ['xml', 'application/xml'],
  ['parquet', 'application/vnd.apache.parquet'],
  ['arrow', 'application/vnd.apache.arrow.file'],
  ['feather', 'application/vnd.apache.arrow.file'],
  ['arrows', 'application/vnd.apache.arrow.stream'],
  ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['pptx', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
  ['ods', 'application/vnd.oasis.opendocument.spreadsheet'],
  ['odt', 'application/vnd.oasis.opendocument.text'],
  ['odp', 'application/vnd.oasis.opendocument.presentation'],
  ['zip', 'application/zip'],
  ['mp3', 'audio/mpeg'],
  ['m4a', 'audio/mp4'],
  ['wav', 'audio/wav'],
  ['mp4', 'video/mp4'],
  ['webm', 'video/webm'],
]);

const unknownMedia = 'application/octet-stream';

export function endingOf(name: string): string {
  return /\.([^.]+)$/u.exec(name)?.[1]?.toLowerCase() ?? '';
}

export function mediaTypeOf(name: string): string {
  return mediaByEnding.get(endingOf(name)) ?? unknownMedia;
}

/**
 * Whether the system's program for it may be started with it. Only documents: what is called a document and could run something of
 * its own (a program, a script, a page, a macro's workbook, a shortcut, an archive) is saved and opened by the person, elsewhere.
 */
export function opensOutside(name: string): boolean {
  return documents.has(endingOf(name));
}

const documents: ReadonlySet<string> = new Set(
  'pdf png jpg jpeg gif webp tif tiff txt log md csv tsv json xlsx docx pptx ods odt odp mp3 m4a wav mp4 webm'.split(
    ' ',
  ),
);
