/** How a file of a run is shown before it is saved: as a picture, by its beginning as text, or not at all. */
export type ArtifactPreview =
  | { readonly kind: 'picture'; readonly media: string; readonly bytesMax: number }
  | { readonly kind: 'text'; readonly bytesMax: number }
  | { readonly kind: 'none' };

/** A larger picture is saved and looked at elsewhere. */
const pictureBytesMax = 32 * 1024 * 1024;

/** More of a text is not read on a screen. */
const textBytesMax = 256 * 1024;

const pictures: ReadonlyMap<string, string> = new Map([
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['gif', 'image/gif'],
  ['webp', 'image/webp'],
  ['svg', 'image/svg+xml'],
]);

const texts: ReadonlySet<string> = new Set(
  'txt md csv tsv json jsonl ndjson log xml html htm yaml yml toml ini tex bib r rmd jl py sql sh css js ts'.split(' '),
);

/** By the ending of its name, since that is what a person goes by; a program that lies gets a picture that is not drawn. */
export function previewOf(name: string, sizeBytes: number): ArtifactPreview {
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const media = pictures.get(ending);
  if (media !== undefined && sizeBytes <= pictureBytesMax) return { kind: 'picture', media, bytesMax: pictureBytesMax };
  return texts.has(ending) ? { kind: 'text', bytesMax: textBytesMax } : { kind: 'none' };
}
