/*
 * Days, moments and lengths of time as ISO 8601 has them. The calendar is the Gregorian one without end in either direction:
 * JavaScript's Date stops 275,000 years from now, and a column may hold any day of 32 bits and any microsecond of 64.
 *
 * Source: H. Hinnant, chrono-Compatible Low-Level Date Algorithms, days_from_civil and civil_from_days.
 */

const daysPerEra = 146_097; // 400 years, after which the calendar repeats itself.
const daysToMarch = 719_468; // From March 1 of year 0 to 1970.

/** A day as in ISO 8601; a year that is not of four digits has a sign and at least six. */
export function formatDate(days: number): string {
  const shifted = days + daysToMarch;
  const era = Math.floor(shifted / daysPerEra);
  const dayOfEra = shifted - era * daysPerEra;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${formatYear(year)}-${twoDigits(month)}-${twoDigits(day)}`;
}

function formatYear(year: number): string {
  if (year >= 0 && year <= 9999) return String(year).padStart(4, '0');
  return `${year < 0 ? '-' : '+'}${String(Math.abs(year)).padStart(6, '0')}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

const datePattern = /^([+-]?\d{4,9})-(\d{2})-(\d{2})$/;

/** Undefined for a text that formatDate would not give, such as a day that is in no calendar. */
export function parseDate(text: string): number | undefined {
  const match = datePattern.exec(text);
  if (match === null) return undefined;
  const [, yearText = '', monthText = '', dayText = ''] = match;
  const month = Number(monthText);
  const year = Number(yearText) - (month <= 2 ? 1 : 0);
  const era = Math.floor(year / 400);
  const yearOfEra = year - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + Number(dayText) - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  const days = era * daysPerEra + dayOfEra - daysToMarch;
  return formatDate(days) === text ? days : undefined;
}

/** As IANA's names of zones are written; any other text would not be read back. */
export const zoneNamePattern = /^[A-Za-z0-9_+/-]{1,64}$/;

const microsPerDay = 86_400_000_000n;

/** A moment as in ISO 8601, in UTC; microseconds only where there are any. */
export function formatInstant(micros: bigint): string {
  const rest = ((micros % microsPerDay) + microsPerDay) % microsPerDay;
  const days = Number((micros - rest) / microsPerDay);
  const ofDay = Number(rest);
  const seconds = Math.floor(ofDay / 1e6);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(twoDigits).join(':');
  const fraction = String(ofDay % 1e6)
    .padStart(6, '0')
    .replace(/000$/, '');
  return `${formatDate(days)}T${clock}.${fraction}Z`;
}

const instantPattern = /^(.+)T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?Z$/;

/** Undefined for what is no moment in UTC. */
export function parseInstant(text: string): bigint | undefined {
  const match = instantPattern.exec(text);
  const days = parseDate(match?.[1] ?? '');
  if (match === null || days === undefined) return undefined;
  const [hours, minutes, seconds] = [Number(match[2]), Number(match[3]), Number(match[4])];
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const ofDay = BigInt((hours * 60 + minutes) * 60 + seconds) * microsPerSecond;
  return BigInt(days) * microsPerDay + ofDay + BigInt((match[5] ?? '').padEnd(6, '0'));
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
