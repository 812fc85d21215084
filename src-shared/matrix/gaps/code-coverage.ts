/*
 * Which calls to action exist in code: those that name a function of the registry that is there.
 */
import type { CtaRecord } from '../cta-entities.ts';
import type { ProjectModel } from '../project-model.ts';

export type CodeCount = {
  readonly ctaCount: number;
  readonly boundCount: number;
  /** Those whose function was deleted, or is not on this device. */
  readonly goneCount: number;
};

export type CodeCoverage = { readonly whole: CodeCount; readonly byObject: ReadonlyMap<string, CodeCount> };

export type CodeState = 'none' | 'bound' | 'gone';

export function codeState({ functionId }: Pick<CtaRecord, 'functionId'>, functionIds: ReadonlySet<string>): CodeState {
  if (functionId === null) return 'none';
  return functionIds.has(functionId) ? 'bound' : 'gone';
}

/** Calls to action of rejected nouns do not count. `functionIds` are those of the workspace. */
export function codeCoverage(
  model: Pick<ProjectModel, 'objects' | 'ctasByObject'>,
  functionIds: ReadonlySet<string>,
): CodeCoverage {
  const byObject = new Map<string, CodeCount>();
  const whole = { ctaCount: 0, boundCount: 0, goneCount: 0 };
  for (const { id } of model.objects) {
    const count = { ctaCount: 0, boundCount: 0, goneCount: 0 };
    for (const cta of model.ctasByObject.get(id) ?? []) {
      const state = codeState(cta, functionIds);
      count.ctaCount += 1;
      if (state === 'bound') count.boundCount += 1;
      if (state === 'gone') count.goneCount += 1;
    }
    byObject.set(id, count);
    whole.ctaCount += count.ctaCount;
    whole.boundCount += count.boundCount;
    whole.goneCount += count.goneCount;
  }
  return { whole, byObject };
}
