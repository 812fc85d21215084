export type FieldTexts = {
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
};

/**
 * What stands below an input of Mantine: its hint, or instead of it what is wrong. Given to the input itself, because Mantine ties
 * only its own description and error to an input, and throws away an `aria-describedby` that it is given.
 */
export function fieldTexts({ hint, error }: FieldTexts) {
  return {
    inputWrapperOrder: ['label' as const, 'input' as const, 'description' as const, 'error' as const],
    description: error === undefined ? hint : undefined,
    error,
  };
}
