import type { ProjectRecord } from '#shared/matrix/project-entities.ts';

/** The project's phases in their order, then others that are in use. */
export function phaseNames(project: Pick<ProjectRecord, 'settings'>, used: Iterable<string> = []): readonly string[] {
  return [...new Set([...project.settings.phases, ...[...used].filter((phase) => phase !== '').toSorted()])];
}

/** With the choice of none, whose value is empty. */
export function phaseChoices(project: Pick<ProjectRecord, 'settings'>, used: Iterable<string> = []) {
  return [
    ...phaseNames(project, used).map((phase) => ({ value: phase, label: phase })),
    { value: '', label: 'No phase' },
  ];
}
