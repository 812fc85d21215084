/*
 * The words of a Word document, read from its main part without building a tree: the markup is scanned for paragraphs, tabs, line
 * breaks and runs of text, and everything else is passed over. A document type (with the entities that blow up) is refused.
 */

const piece =
  /<w:t(?:\s[^>]*)?>([^<]*)<\/w:t>|<w:(tab|br|cr)(?:\s[^>]*)?\/>|<\/w:(p)>|<w:(moveFrom)(?:\s[^>]*[^/>])?>|<\/w:(moveFrom)>/gu;

/** Undefined for what is no main part of a document. */
export function wordText(xml: string): string | undefined {
  if (/<!DOCTYPE/iu.test(xml) || !/<w:document[\s>]/u.test(xml)) return undefined;
  const parts: string[] = [];
  // What was moved away stands at its old place still. What was deleted is written in another element.
  let isMoved = false;
  for (const [, text, space, end, opened, closed] of xml.matchAll(piece)) {
    if (opened !== undefined || closed !== undefined) isMoved = opened !== undefined;
    else if (isMoved) continue;
    else if (text !== undefined) parts.push(decodeXml(text));
    else if (space !== undefined) parts.push(space === 'tab' ? '\t' : '\n');
    else if (end === 'p') parts.push('\n');
  }
  return parts
    .join('')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

const named: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const lastCodePoint = 0x10ffff;

function decodeXml(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{1,8}));/giu, (whole, decimal, hex, name) => {
    if (name !== undefined) return named[String(name)] ?? whole;
    const code = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal);
    return code > lastCodePoint ? whole : String.fromCodePoint(code);
  });
}
