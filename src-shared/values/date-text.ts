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
