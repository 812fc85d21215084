/** A day as in ISO 8601. */
export function formatDate(days: number): string {
  return new Date(days * 86_400_000).toISOString().slice(0, -14);
}

/** A moment as in ISO 8601, in UTC; microseconds only where there are any. */
export function formatInstant(micros: bigint): string {
  const millis = micros >= 0n ? micros / 1000n : -((-micros + 999n) / 1000n);
  const rest = Number(micros - millis * 1000n);
  const iso = new Date(Number(millis)).toISOString();
  return rest === 0 ? iso : `${iso.slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
}

const microsPerSecond = 1_000_000n;

/** A length of time as in ISO 8601, in seconds only (`-PT90061.5S`): days and months would not all be equally long. */
export function formatDuration(micros: bigint): string {
  const whole = micros < 0n ? -micros : micros;
  const fraction = (whole % microsPerSecond).toString().padStart(6, '0').replace(/0+$/, '');
  const seconds = `${(whole / microsPerSecond).toString()}${fraction === '' ? '' : `.${fraction}`}`;
  return `${micros < 0n ? '-' : ''}PT${seconds}S`;
}

const durationPattern = /^(-?)PT(\d{1,19})(?:\.(\d{1,6}))?S$/;

/** Undefined for a text that formatDuration would not give. */
export function parseDuration(text: string): bigint | undefined {
  const match = durationPattern.exec(text);
  if (match === null) return undefined;
  const micros = BigInt(match[2] ?? '0') * microsPerSecond + BigInt((match[3] ?? '').padEnd(6, '0'));
  return match[1] === '-' ? -micros : micros;
}
