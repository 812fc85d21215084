import { expect, test } from 'vitest';

import {
  parseChildIds,
  parseControlGroup,
  parseOomKillCount,
  parseLastProcessId,
  parsePageBytes,
  parseProcessGroup,
  parseProportionalBytes,
  parsePsRows,
  parseResidentPages,
  parseWindowsRows,
  usageOfTree,
} from './process-tree.ts';
import { limitFailure } from './usage-watch.ts';
import { causeOfDeath } from './worker-death.ts';

test('a tree is a process and all that it has started, and nothing else', () => {
  const rows = [
    { id: 30, parentId: 20, memoryBytes: 4 },
    { id: 10, parentId: 1, memoryBytes: 1 },
    { id: 20, parentId: 10, memoryBytes: 2 },
    { id: 11, parentId: 1, memoryBytes: 100 },
    { id: 1, parentId: 0, memoryBytes: 1000 },
  ];
  expect(usageOfTree(rows, 10)).toEqual({ memoryBytes: 7, processCount: 3 });
  expect(usageOfTree(rows, 99)).toEqual({ memoryBytes: 0, processCount: 0 });
});

test('a circle in a list that was read slowly ends', () => {
  const rows = [
    { id: 10, parentId: 20, memoryBytes: 1 },
    { id: 20, parentId: 10, memoryBytes: 1 },
  ];
  expect(usageOfTree(rows, 10)).toEqual({ memoryBytes: 2, processCount: 2 });
});

test("macOS's list is read, in kilobytes", () => {
  expect(parsePsRows('    1     0  12345\n  502     1   1024\nnonsense\n')).toEqual([
    { id: 1, parentId: 0, memoryBytes: 12_641_280 },
    { id: 502, parentId: 1, memoryBytes: 1_048_576 },
  ]);
});

test("Windows's list is read, in bytes", () => {
  expect(parseWindowsRows('0,0,8192\r\n4712,680,52428800\r\nPS says something\r\n')).toEqual([
    { id: 0, parentId: 0, memoryBytes: 8192 },
    { id: 4712, parentId: 680, memoryBytes: 52_428_800 },
  ]);
});

test("Linux's files are read", () => {
  expect(parseChildIds('12 345 ')).toEqual([12, 345]);
  expect(parseChildIds('')).toEqual([]);
  expect(parseResidentPages('5034 1200 800 2 0 400 0\n')).toBe(1200);
  expect(parseProportionalBytes('00400000-7fff [rollup]\nRss:   900 kB\nPss:     300 kB\nPss_Anon: 1 kB\n')).toBe(
    307_200,
  );
  expect(parseProportionalBytes('')).toBeUndefined();
  expect(parseOomKillCount('low 0\noom 3\noom_kill 2\noom_group_kill 0\n')).toBe(2);
  expect(parseControlGroup('0::/user.slice/app\n')).toBe('/sys/fs/cgroup/user.slice/app');
  expect(parseControlGroup('0::/\n')).toBeUndefined();
  const words = new BigUint64Array([3n, 64n, 6n, 16_384n, 0n, 0n]);
  expect(parsePageBytes(new Uint8Array(words.buffer))).toBe(16_384);
});

test('each limit is told with what it was and what was reached', () => {
  const limits = { memoryBytes: 1000, processes: 2 };
  expect(limitFailure({ memoryBytes: 1000, processCount: 2 }, limits)).toBeUndefined();
  expect(limitFailure({ memoryBytes: 1001, processCount: 2 }, limits)).toEqual({
    kind: 'memory-limit-reached',
    limitBytes: 1000,
    reachedBytes: 1001,
  });
  expect(limitFailure({ memoryBytes: 0, processCount: 3 }, limits)).toEqual({
    kind: 'process-limit-reached',
    limit: 2,
    reached: 3,
  });
});

test.each([
  [{ exitCode: 3, signal: null }, false, 'exited'],
  [{ exitCode: 134, signal: null }, false, 'crashed'],
  [{ exitCode: 0xc000_0005, signal: null }, false, 'crashed'],
  [{ exitCode: null, signal: 'SIGSEGV' }, true, 'crashed'],
  [{ exitCode: null, signal: 'SIGTERM' }, true, 'killed'],
  [{ exitCode: null, signal: 'SIGKILL' }, false, 'killed'],
  [{ exitCode: null, signal: 'SIGKILL' }, true, 'out-of-memory'],
] as const)('the death %j, with memory exhausted: %s, is told as %s', (exit, isOut, cause) => {
  expect(causeOfDeath(exit, () => isOut)).toBe(cause);
});

test('the group of a process is told, of a thread and of a zombie none', () => {
  const status = (state: string, processId: number) =>
    `Name:\tPid: 7\nState:\t${state} (what it does)\nTgid:\t${String(processId)}\nPid:\t1461\nNSpgid:\t1378\t5\n`;
  expect(parseProcessGroup(status('S', 1461))).toBe(1378);
  expect(parseProcessGroup(status('S', 1460))).toBeUndefined();
  expect(parseProcessGroup(status('Z', 1461))).toBeUndefined();
  expect(parseProcessGroup('')).toBeUndefined();
});

test('the id that was given last is at the end of the load', () => {
  expect(parseLastProcessId('2.60 4.25 4.18 18/229 1460\n')).toBe(1460);
  expect(parseLastProcessId('')).toBeUndefined();
});
