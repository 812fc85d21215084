/*
 * A long list in an object of JSON, cut behind members of it, so that it can be parsed in pieces with turns of the event loop in
 * between. Nothing is judged here: only what is in quotes is told from what is not, and brackets are counted. Of JSON that is whole
 * the pieces are whole lists of members; of what is none, a piece or the rest is none either.
 *
 *     {"after":{},"changes":[{…},{…}, {…},{…}],"fence":"…"}
 *      ╰──── rest ─────────╯ ╰─ piece ╯╰ piece ╯╰── rest ──╯
 */

/** Of bytes: `to` is behind the last one. */
export type Range = { readonly from: number; readonly to: number };

const [quote, backslash, colon, comma] = [0x22, 0x5c, 0x3a, 0x2c];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];
const blanks = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** Of the object's own members, the list stands at this depth. */
const listDepth = 2;

/**
 * Yields pieces of at least so many bytes, but for the last; one member is never cut. Returns where the list is with its brackets, and
 * undefined where there is none in the object within `restBytesMax`, or no end of it.
 */
export function* cutList(
  body: Buffer,
  {
    name,
    pieceBytes,
    restBytesMax,
  }: { readonly name: string; readonly pieceBytes: number; readonly restBytesMax: number },
): Generator<Range, Range | undefined> {
  const key = Buffer.from(JSON.stringify(name));
  let depth = 0;
  let list: number | undefined;
  let from = 0;
  for (let at = 0; at < body.length; at += 1) {
    if (list === undefined && at > restBytesMax) return undefined;
    switch (body[at]) {
      case quote: {
        const end = endOfText(body, at);
        const isKey = list === undefined && depth === 1 && body.subarray(at, end + 1).equals(key);
        const begin = isKey ? beginOfList(body, end + 1) : undefined;
        at = begin ?? end;
        if (begin === undefined) break;
        list = begin;
        from = begin + 1;
        depth += 1;
        break;
      }
      case openList:
      case openObject:
        depth += 1;
        break;
      case closeList:
      case closeObject:
        depth -= 1;
        if (list === undefined || depth >= listDepth) break;
        if (body[at] !== closeList) return undefined;
        yield { from, to: at };
        return { from: list, to: at + 1 };
      case comma:
        if (list === undefined || depth > listDepth || at - from < pieceBytes) break;
        yield { from, to: at };
        from = at + 1;
        break;
      default:
    }
  }
  return undefined;
}

/** Where the text that begins here has its last quote; behind everything, where it has none. */
function endOfText(body: Buffer, begin: number): number {
  for (let end = body.indexOf(quote, begin + 1); end !== -1; end = body.indexOf(quote, end + 1)) {
    let escapes = end;
    while (body[escapes - 1] === backslash) escapes -= 1;
    if ((end - escapes) % 2 === 0) return end;
  }
  return body.length;
}

/** The list that follows a name, if one does. */
function beginOfList(body: Buffer, behindName: number): number | undefined {
  const at = behindBlanks(body, behindName);
  if (body[at] !== colon) return undefined;
  const begin = behindBlanks(body, at + 1);
  return body[begin] === openList ? begin : undefined;
}

function behindBlanks(body: Buffer, from: number): number {
  let at = from;
  while (blanks.has(body[at] ?? -1)) at += 1;
  return at;
}
