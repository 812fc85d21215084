import { tenantSettings } from './tenancy-server-api.ts';

/** Of whom a tenant demands a second factor. Without the setting it is `off`. */
export const factorDemands = ['off', 'administrators', 'everyone'] as const;
export type FactorDemand = (typeof factorDemands)[number];

export function isFactorDemand(value: unknown): value is FactorDemand {
  return (factorDemands as readonly unknown[]).includes(value);
}

/** A session that lasts for more than a year is none. */
export const sessionDaysMax = 365;

/** Why a setting that the server itself reads cannot have the value; undefined where it can, and for every other setting. */
export function settingProblem(key: string, value: string): string | undefined {
  switch (key) {
    case tenantSettings.singleSession:
      return value === 'true' || value === 'false' ? undefined : 'It is either true or false.';
    case tenantSettings.sessionDays: {
      const days = /^\d{1,3}$/.test(value) ? Number(value) : 0;
      return days >= 1 && days <= sessionDaysMax
        ? undefined
        : `It is a whole number of days between 1 and ${String(sessionDaysMax)}.`;
    }
    case tenantSettings.secondFactor:
      return isFactorDemand(value) ? undefined : `It is one of ${factorDemands.join(', ')}.`;
    default:
      return undefined;
  }
}
