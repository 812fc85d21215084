/*
 * Texts in a picture that is made without a screen: how wide they are, where they break, and how they are written down so that
 * nothing in them can become part of the picture.
 */

/** Characters that XML has no way to write, and halves of characters, are shown as the replacement character. */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll(/[&<>"']/gu, (character) => entities[character] ?? character);
}

const entities: { readonly [character: string]: string | undefined } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Of an em, by character; measured from Inter, rounded up so that what is drawn never stands out of its box. */
function charWidth(character: string): number {
  if (/[iljI.,:;'|!()[\]`]/u.test(character)) return 0.33;
  if (/[frt\-/ ]/u.test(character)) return 0.4;
  if (/[mwMW@%—]/u.test(character)) return 0.93;
  if (/[A-Z&#+=<>~\d]/u.test(character)) return 0.7;
  return character.charCodeAt(0) > 0x2e7f ? 1.1 : 0.6;
}

/** Units: pixels, at a font size in pixels. */
export function textWidth(text: string, fontSize: number): number {
  let width = 0;
  for (const character of text) width += charWidth(character);
  return width * fontSize;
}

/** As much of the text as fits, with an ellipsis where something is missing. */
export function fitText(text: string, fontSize: number, widthMax: number): string {
  const line = text.replaceAll(/\s+/gu, ' ').trim();
  if (line.length < 500 && textWidth(line, fontSize) <= widthMax) return line;
  let width = charWidth('…') * fontSize;
  let fitting = '';
  for (const character of line) {
    width += charWidth(character) * fontSize;
    if (width > widthMax) return `${fitting.trimEnd()}…`;
    fitting += character;
  }
  return line;
}

/** The text in lines of at most this width; of more lines than the limit the last one ends in an ellipsis. */
export function wrapText(text: string, fontSize: number, { widthMax, linesMax }: WrapLimits): readonly string[] {
  const lines: string[] = [];
  // No more can be shown, and a text may have 100,000 characters.
  for (const paragraph of text.slice(0, 10_000).split('\n')) {
    let line = '';
    for (const word of paragraph.split(/\s+/u)) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (line !== '' && textWidth(longer, fontSize) > widthMax) {
        lines.push(line);
        line = word;
      } else line = longer;
      if (lines.length >= linesMax) break;
    }
    lines.push(line);
    if (lines.length > linesMax) break;
  }
  const kept = lines.slice(0, linesMax).map((line) => fitText(line, fontSize, widthMax));
  if (lines.length > linesMax) kept[linesMax - 1] = fitText(`${lines[linesMax - 1] ?? ''}……`, fontSize, widthMax);
  return kept;
}

type WrapLimits = { readonly widthMax: number; readonly linesMax: number };
