/** What of the audit is asked for; empty texts ask for all. */
export type AuditFilter = {
  readonly search: string;
  readonly action: string;
  readonly userId: string;
  /** The id of a record that was touched. */
  readonly recordId: string;
  /** Days as the browser's own field gives them: `2026-11-26`. */
  readonly fromDay: string;
  readonly untilDay: string;
};

export const noFilter: AuditFilter = { search: '', action: '', userId: '', recordId: '', fromDay: '', untilDay: '' };

export type AuditQuery = {
  readonly search?: string;
  readonly action?: string;
  readonly userId?: string;
  readonly resourceId?: string;
  readonly from?: number;
  readonly until?: number;
};

/** Days are those of the person who looks: from the first moment of one up to the last of the other. */
export function queryOf({ search, action, userId, recordId, fromDay, untilDay }: AuditFilter): AuditQuery {
  const from = dayStart(fromDay, 0);
  const until = dayStart(untilDay, 1);
  return {
    ...(search.trim() === '' ? {} : { search: search.trim() }),
    ...(action === '' ? {} : { action }),
    ...(userId === '' ? {} : { userId }),
    ...(recordId.trim() === '' ? {} : { resourceId: recordId.trim() }),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
  };
}

function dayStart(day: string, daysLater: number): number | undefined {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (found === null) return undefined;
  return new Date(Number(found[1]), Number(found[2]) - 1, Number(found[3]) + daysLater).getTime();
}
