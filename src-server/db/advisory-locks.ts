/** The numbers of the advisory locks that servers on one database take, so that only one at a time does the same. */
export const advisoryLocks = {
  roles: 7_214_001,
  migration: 7_214_002,
  rowSecurity: 7_214_003,
  keys: 7_214_004,
} as const;
