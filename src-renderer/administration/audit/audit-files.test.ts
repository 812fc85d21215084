import { expect, test } from 'vitest';

import type { AuditEventView } from '#shared/audit/audit-server-api.ts';

import { auditFileHead, formatAuditEvents } from './audit-files.ts';

const event: AuditEventView = {
  id: '0193b8c0-0000-7000-8000-000000000001',
  number: 7,
  hash: 'ab12',
  timestamp: Date.UTC(2026, 10, 26, 4, 5, 6),
  action: 'user.edited',
  resourceType: 'user',
  resourceId: 'u1',
  userId: 'u2',
  userName: 'Ada "the first", Lovelace',
  details: { fields: ['name'] },
  ipAddress: '127.0.0.1',
  userAgent: '=HYPERLINK("http://evil.example")',
  isErased: false,
};

test('an event is a line of CSV, in which quotes are doubled and nothing is a formula', () => {
  expect(auditFileHead('csv') + formatAuditEvents([event], 'csv')).toBe(
    'number,time,action,resourceType,resourceId,userId,userName,ipAddress,userAgent,isErased,details,id,hash\r\n' +
      '7,2026-11-26T04:05:06.000Z,user.edited,user,u1,u2,"Ada ""the first"", Lovelace",127.0.0.1,' +
      `"'=HYPERLINK(""http://evil.example"")",false,"{""fields"":[""name""]}",0193b8c0-0000-7000-8000-000000000001,ab12\r\n`,
  );
});

test('what an erased event lacks is empty in CSV', () => {
  const erased = { ...event, number: null, hash: null, userName: null, userAgent: null, details: null, isErased: true };
  expect(formatAuditEvents([erased], 'csv')).toBe(
    ',2026-11-26T04:05:06.000Z,user.edited,user,u1,u2,,127.0.0.1,,true,,0193b8c0-0000-7000-8000-000000000001,\r\n',
  );
});

test('an event is a line of NDJSON, unchanged', () => {
  expect(auditFileHead('ndjson')).toBe('');
  const lines = formatAuditEvents([event, event], 'ndjson').trimEnd().split('\n');
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([event, event]);
});
