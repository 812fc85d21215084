import type { Parameter } from '#shared/functions/parameter.ts';

import { defaultText } from './form-values.ts';

/** One step of the last digit that is written, kept within the range. */
export function steppedText(parameter: Parameter, text: string, direction: 1 | -1): string {
  const plain = (text.trim() === '' ? (defaultText(parameter) ?? '') : text).replaceAll(/[\s_]/g, '');
  const number = Number(plain);
  if (plain === '' || !Number.isFinite(number)) return text.trim() === '' ? String(parameter.min ?? 0) : text;
  const decimals = parameter.type === 'integer' ? 0 : (/\.(\d+)$/.exec(plain)?.[1]?.length ?? 0);
  const next = number + direction * 10 ** -decimals;
  const kept = Math.min(
    parameter.max ?? Number.POSITIVE_INFINITY,
    Math.max(parameter.min ?? Number.NEGATIVE_INFINITY, next),
  );
  return kept.toFixed(decimals);
}
