/*
 * Transcripts of interviews (WebVTT, SubRip) as plain text: times, numbers, speakers and markup are left out, and the pieces into
 * which a sentence was cut for the screen are joined again. A new line begins where another person speaks.
 */

const time = String.raw`(?:\d{1,4}:)?\d{1,2}:\d{2}[.,]\d{1,3}`;
const timeLine = new RegExp(String.raw`^\s*${time}\s+-->\s+${time}`, 'u');
/** "Ana:" or "ANA RIVERA:" before what is said. */
const speakerPrefix = /^\s*(?:[-–>]+\s*)?((?:\p{Lu}[\p{L}.'’-]*)(?:\s+[\p{Lu}\d][\p{L}\d.'’-]*){0,3})\s*:\s+/u;
const voiceTag = /<v(?:\.[^\s>]+)*\s+([^>]+)>/u;

type Cue = { readonly speaker: string; readonly said: string };

export function isTranscript(fileName: string): boolean {
  return /\.(?:vtt|srt)$/iu.test(fileName);
}

export function stripTranscript(text: string): string {
  const lines: string[] = [];
  let speaker: string | undefined;
  for (const block of text
    .replaceAll(/\r\n?/g, '\n')
    .replace(/^\uFEFF/u, '')
    .split(/\n[ \t]*\n/u)) {
    for (const cue of cuesOf(block)) {
      const isSame = speaker !== undefined && (cue.speaker === '' || cue.speaker === speaker);
      const last = lines.at(-1);
      if (isSame && last !== undefined) lines[lines.length - 1] = `${last} ${cue.said}`;
      else lines.push(cue.said);
      speaker = cue.speaker === '' ? (speaker ?? '') : cue.speaker;
    }
  }
  return lines.join('\n');
}

/** What is said in one block; nothing in the file's head, in its notes and styles. */
function cuesOf(block: string): readonly Cue[] {
  const lines = block.split('\n');
  const timeIndex = lines.findIndex((line) => timeLine.test(line));
  if (timeIndex === -1) return [];
  const cues: Cue[] = [];
  for (const line of lines.slice(timeIndex + 1)) {
    const voice = voiceTag.exec(line)?.[1];
    const bare = line.replaceAll(/<[^>]*>|\{\\[^}]*\}/gu, '');
    const prefix = speakerPrefix.exec(bare);
    const said = decode(prefix === null ? bare : bare.slice(prefix[0].length)).trim();
    if (said === '') continue;
    cues.push({ speaker: (voice ?? prefix?.[1] ?? '').trim(), said });
  }
  return cues;
}

const entities: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', nbsp: ' ', lrm: '', rlm: '' };

function decode(text: string): string {
  return text.replaceAll(/&(amp|lt|gt|nbsp|lrm|rlm);/g, (whole, name: string) => entities[name] ?? whole);
}
