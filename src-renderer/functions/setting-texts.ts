import type { CallFailure } from '#shared/calls/call-failure.ts';
import type { Isolation } from '#shared/calls/isolation.ts';
import type { Language } from '#shared/calls/language.ts';
import type { CallSettings, UsualLimits } from '#shared/functions/call-settings.ts';

export type LimitSetting = Exclude<keyof CallSettings, 'isolation'>;

export const limitSettings = [
  'timeLimitSeconds',
  'memoryLimitMb',
  'outputLimitMb',
  'processLimit',
] as const satisfies readonly LimitSetting[];

/** The id of a setting's control, by which a failure leads to it. */
export function settingId(setting: keyof CallSettings): string {
  return `function-${setting}`;
}

export const limitLabels: { readonly [setting in LimitSetting]: string } = {
  timeLimitSeconds: 'Time limit, in seconds',
  memoryLimitMb: 'Memory limit, in MB',
  outputLimitMb: 'Output limit, in MB',
  processLimit: 'Limit of processes',
};

const limitMeanings: { readonly [setting in LimitSetting]: string } = {
  timeLimitSeconds: 'A run is ended when it has taken so long.',
  memoryLimitMb: 'A run is ended when its process and all that it has started hold more memory together.',
  outputLimitMb: 'A run is ended when it has printed more.',
  processLimit: 'A run is ended when it has more processes at a time, its own included.',
};

export function limitHint(setting: LimitSetting, usual: number): string {
  return `${limitMeanings[setting]} The default is ${String(usual)}.`;
}

export function usualLimit(setting: LimitSetting, usual: UsualLimits): number {
  switch (setting) {
    case 'timeLimitSeconds':
      return usual.timeSeconds;
    case 'memoryLimitMb':
      return usual.memoryMb;
    case 'outputLimitMb':
      return usual.outputMb;
    case 'processLimit':
      return usual.processes;
  }
}

/** What was typed: null where it is nothing, undefined where it is no limit. */
export function parseLimit(setting: LimitSetting, text: string): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const value = Number(trimmed.replace(',', '.'));
  const isLimit = Number.isFinite(value) && value > 0 && (setting !== 'processLimit' || Number.isInteger(value));
  return isLimit ? value : undefined;
}

export function limitProblem(setting: LimitSetting): string {
  const what = setting === 'processLimit' ? 'a whole number' : 'a number';
  return `Type ${what} above 0, or nothing for the default.`;
}

type Place = { readonly language: Language; readonly platform: string };

export function isolationName(isolation: Isolation, place: Place): string {
  switch (isolation) {
    case 'shared':
      return 'a shared session (the default)';
    case 'fork':
      return canFork(place) ? 'a copy of a warm session' : 'a session started ahead';
    case 'fresh':
      return 'a fresh process';
  }
}

/** What an isolation means, in a sentence or two. */
export function isolationHint(isolation: Isolation, place: Place): string {
  switch (isolation) {
    case 'shared':
      return 'Fastest. What the top level of the source has computed stays for the next run; all else is put back.';
    case 'fork':
      return canFork(place)
        ? 'Nothing of a run stays, and it still starts at once.'
        : `Nothing of a run stays. ${place.language === 'julia' ? 'Julia' : 'Windows'} cannot copy a session, so one that was started ahead is used and ends with the run.`;
    case 'fresh':
      return 'Nothing of a run stays. Each run waits until its process has started.';
  }
}

function canFork({ language, platform }: Place): boolean {
  return language !== 'julia' && platform !== 'win32';
}

type SettingOffer = { readonly setting: LimitSetting; readonly label: string };

const settingsByFailure: { readonly [kind in CallFailure['kind']]?: SettingOffer } = {
  'time-limit-reached': { setting: 'timeLimitSeconds', label: 'Raise the time limit' },
  'memory-limit-reached': { setting: 'memoryLimitMb', label: 'Raise the memory limit' },
  'output-limit-reached': { setting: 'outputLimitMb', label: 'Raise the output limit' },
  'process-limit-reached': { setting: 'processLimit', label: 'Raise the limit of processes' },
};

/** The setting that would have let a run go on; null where none would. */
export function settingOfFailure(failure: CallFailure): SettingOffer | null {
  if (failure.kind === 'session-died' && failure.cause === 'out-of-memory')
    return { setting: 'memoryLimitMb', label: 'Set a memory limit' };
  return settingsByFailure[failure.kind] ?? null;
}
