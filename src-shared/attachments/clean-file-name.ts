/*
 * A file's name as it may stand in a record, in a list and on any disk. Names come from other people's machines: they may try to
 * lead into another folder, to look like another kind of file (a mark turns round what stands after it), or be none on some system.
 */
import { attachmentNameCharsMax } from './attachment-fields.ts';

/** Most disks count bytes of UTF-8 and not letters. */
const nameBytesMax = 255;

/** What has no shape of its own, or turns round what stands after it. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu;
/** What joins letters and pictures, which several scripts cannot be written without. */
const joiners: ReadonlySet<string> = new Set(['\u200C', '\u200D']);
/** What leads into folders, or is kept from names by Windows. */
const forbidden = /[/\\<>:"|?*]/gu;
/** Names of devices on Windows, whatever ending they have. */
const deviceName = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/iu;

/** The nearest name that is one; undefined where nothing is left of it. */
export function cleanFileName(given: string): string | undefined {
  const plain = given
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(invisible, (character) => (joiners.has(character) ? character : ''))
    .replaceAll(forbidden, '_')
    .replaceAll(/\s+/gu, ' ')
    // A name that ends so is another one on Windows, and one that begins with dots leads upwards or hides.
    .replaceAll(/^[ .]+|[ .]+$/gu, '');
  if (plain.replaceAll(/[_\u200C\u200D]/gu, '') === '') return undefined;
  return shorten(deviceName.test(plain) ? `_${plain}` : plain);
}

/** Its ending is kept, since that says what it is. */
function shorten(name: string): string {
  if (fits(name)) return name;
  const ending = /\.[^.]{1,20}$/u.exec(name)?.[0] ?? '';
  // Whole letters: half of a pair is none.
  const letters = Array.from(name.slice(0, name.length - ending.length)).slice(0, attachmentNameCharsMax);
  while (!fits(`${letters.join('').trimEnd()}${ending}`)) letters.pop();
  return `${letters.join('').trimEnd()}${ending}`;
}

function fits(name: string): boolean {
  return name.length <= attachmentNameCharsMax && new TextEncoder().encode(name).length <= nameBytesMax;
}

/** Another name where this one is taken: `Brief.pdf` → `Brief 2.pdf`. */
export function freeFileName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name.toLowerCase())) return name;
  const ending = /\.[^.]{1,20}$/u.exec(name)?.[0] ?? '';
  const stem = name.slice(0, name.length - ending.length);
  for (let number = 2; ; number += 1) {
    const next = shorten(`${stem} ${String(number)}${ending}`);
    if (!taken.has(next.toLowerCase())) return next;
  }
}
