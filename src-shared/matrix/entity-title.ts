import type { ModelEntityName } from './model-entities.ts';

/** As a person says it. */
export function entityTitle(name: ModelEntityName): string {
  if (name === 'cta') return 'call to action';
  if (name === 'projectAttachment') return 'file';
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
