/*
 * What of a run can be shared, and what becomes of it. Runs never leave the device; whoever shares a result sees every part of it
 * with its size before, and leaves out what they like.
 */
import { cleanFileName } from '../attachments/clean-file-name.ts';
import type { resultParts } from '../attachments/attachment-entities.ts';
import { attachmentBytesMax } from '../attachments/attachment-fields.ts';
import { argumentsText } from './arguments-text.ts';
import type { RunRecord } from './function-entities.ts';
import type { Outcome, Shown } from './outcome.ts';

/** Names of parts, as a person chooses them: `shown 0`, `log` … */
export type SharePart = {
  readonly key: string;
  readonly kind: Shown['kind'] | 'log' | 'arguments' | 'failure' | 'warnings';
  readonly title: string;
  readonly sizeBytes: number;
  /** Why it cannot be shared. */
  readonly problem: 'too-large' | 'gone' | null;
};

/** Where the bytes are that the parts name: how many, or undefined where they are not kept any more. */
export type SizeOf = (blob: string) => number | undefined;

type SharedRun = Pick<RunRecord, 'functionName' | 'arguments' | 'outcome' | 'logBlob' | 'logBytes'>;

/** Of one value in the text of the arguments. */
const argumentCharsMax = 2000;
/** Of the whole text; a record is no place for data. */
const argumentsCharsMax = 20_000;

export function sharedArguments({ arguments: args }: Pick<SharedRun, 'arguments'>): string {
  const text = plain(argumentsText(args, argumentCharsMax));
  return text.length > argumentsCharsMax ? `${text.slice(0, argumentsCharsMax - 1)}…` : text;
}

export function listShareParts(run: SharedRun, sizeOf: SizeOf): readonly SharePart[] {
  const { outcome, logBlob } = run;
  const parts: SharePart[] = (outcome?.shown ?? []).map((shown, index) => ({
    key: `shown ${String(index)}`,
    kind: shown.kind,
    title: shown.title,
    ...sized('blob' in shown ? sizeOf(shown.blob) : jsonBytes(shown)),
  }));
  const told = (kind: 'arguments' | 'failure' | 'warnings', title: string, value: unknown): void =>
    void parts.push({ key: kind, kind, title, ...sized(jsonBytes(value)) });
  const { failure = null, warnings = [] } = outcome ?? {};
  if (failure !== null) told('failure', 'Why it failed', failure);
  if (warnings.length > 0) told('warnings', 'Warnings', warnings);
  const log = { key: 'log', kind: 'log', title: 'Log' } as const;
  if (logBlob !== null) parts.push({ ...log, ...sized(sizeOf(logBlob)) });
  else if ((outcome?.log ?? []).length > 0) parts.push({ ...log, ...sized(jsonBytes(outcome?.log)) });
  if (Object.keys(run.arguments).length > 0) told('arguments', 'Arguments', sharedArguments(run));
  return parts;
}

function sized(sizeBytes: number | undefined): Pick<SharePart, 'sizeBytes' | 'problem'> {
  if (sizeBytes === undefined) return { sizeBytes: 0, problem: 'gone' };
  return { sizeBytes, problem: sizeBytes > attachmentBytesMax ? 'too-large' : null };
}

export type SharedFile = {
  readonly name: string;
  readonly content: string;
  readonly part: (typeof resultParts)[number];
};

export type SharedParts = {
  readonly outcome: Outcome;
  readonly argumentsText: string;
  /** A file for each blob that the chosen parts name, once. */
  readonly files: readonly SharedFile[];
};

/** The chosen parts, in the order of the run. Kept values stay with the process that has them. */
export function chooseShareParts(run: SharedRun, keys: ReadonlySet<string>): SharedParts {
  const { outcome, logBlob, functionName } = run;
  const shown = (outcome?.shown ?? []).filter((_one, index) => keys.has(`shown ${String(index)}`));
  const files = new Map<string, SharedFile>();
  for (const one of shown) {
    if (!('blob' in one) || files.has(one.blob)) continue;
    files.set(one.blob, { name: fileNameOf(one, functionName), content: one.blob, part: 'shown' });
  }
  const hasLog = keys.has('log');
  if (hasLog && logBlob !== null) {
    const name = cleanFileName(`${functionName} log.jsonl`) ?? 'log.jsonl';
    files.set(logBlob, { name, content: logBlob, part: 'log' });
  }
  return {
    outcome: plain({
      shown,
      failure: keys.has('failure') ? (outcome?.failure ?? null) : null,
      warnings: keys.has('warnings') ? (outcome?.warnings ?? []) : [],
      ...(hasLog && outcome?.log !== undefined ? { log: outcome.log } : {}),
    }),
    argumentsText: keys.has('arguments') ? sharedArguments(run) : '',
    files: [...files.values()],
  };
}

const endings: { readonly [kind in Shown['kind']]: string } = {
  table: '.arrow',
  plot: '',
  figure: '.vl.json',
  value: '.json',
  'large-value': '.json',
  artifact: '',
  note: '.txt',
};

function fileNameOf(shown: Shown, functionName: string): string {
  const title = shown.title === '' ? functionName : shown.title;
  const ending = shown.kind === 'plot' ? (shown.media === 'image/png' ? '.png' : '.svg') : endings[shown.kind];
  return cleanFileName(`${title}${ending}`) ?? `file${ending}`;
}

function jsonBytes(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

/** Texts as every database takes them: a null byte and half a letter are things that some have no place for. */
function plain<T>(value: T): T {
  if (typeof value === 'string') return value.replaceAll('\0', '\uFFFD').toWellFormed() as T & string;
  if (Array.isArray(value)) return value.map((item: unknown) => plain(item)) as T & unknown[];
  if (typeof value !== 'object' || value === null) return value;
  // The same keys with values of the same types.
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [plain(key), plain(item)])) as T & object;
}
