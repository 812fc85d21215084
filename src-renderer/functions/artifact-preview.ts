import { endingOf, mediaTypeOf } from '#shared/attachments/media-type.ts';

/** How a file of a run is shown before it is saved: as a picture, by its beginning as text, or not at all. */
export type ArtifactPreview =
  | { readonly kind: 'picture'; readonly media: string; readonly bytesMax: number }
  | { readonly kind: 'text'; readonly bytesMax: number }
  | { readonly kind: 'none' };

/** A larger picture is saved and looked at elsewhere. */
const pictureBytesMax = 32 * 1024 * 1024;

/** More of a text is not read on a screen. */
const textBytesMax = 256 * 1024;

const pictures: ReadonlySet<string> = new Set('png jpg jpeg gif webp svg'.split(' '));

const texts: ReadonlySet<string> = new Set(
  'txt md csv tsv json jsonl ndjson log xml html htm yaml yml toml ini tex bib r rmd jl py sql sh css js ts'.split(' '),
);

/** By the ending of its name, since that is what a person goes by; a program that lies gets a picture that is not drawn. */
export function previewOf(name: string, sizeBytes: number): ArtifactPreview {
  const ending = endingOf(name);
  if (pictures.has(ending) && sizeBytes <= pictureBytesMax)
    return { kind: 'picture', media: mediaTypeOf(name), bytesMax: pictureBytesMax };
  return texts.has(ending) ? { kind: 'text', bytesMax: textBytesMax } : { kind: 'none' };
}
