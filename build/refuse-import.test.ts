import { expect, test } from 'vitest';

import { sideways } from './layers.ts';
import { refuseImport } from './refuse-import.ts';

function refuse(file: string, to: string, isTypeOnly = false): string | undefined {
  const isPath = to.startsWith('src-') || to === 'package.json';
  return refuseImport({ file, target: isPath ? { path: to } : { packageName: to }, isTypeOnly });
}

test.each([
  ['src-main/app.ts', 'src-main/store/store.ts'],
  ['src-main/loopback.ts', 'src-main/app.ts'],
  ['src-main/shell/electron-core.ts', 'src-main/app.ts'],
  ['src-main/cli/open-core.ts', 'src-main/app.ts'],
  ['src-main/runner/session.ts', 'src-main/store/store.ts'],
  ['src-main/functions/run-function.ts', 'src-main/runner/session.ts'],
  ['src-main/functions/function-handlers.ts', 'src-shared/functions/function-api.ts'],
  ['src-main/functions/function-handlers.ts', 'src-shared/base/result.ts'],
  ['src-main/store/store.ts', 'src-shared/records/record-api.ts'],
  ['src-main/functions/run-function.ts', 'src-main/functions/function-handlers.ts'],
  ['src-shared/features.ts', 'src-shared/functions/function-api.ts'],
  ['src-main/store/store.ts', 'better-sqlite3'],
  ['src-main/loopback.ts', 'ws'],
  ['src-main/cli.ts', 'net'],
  ['src-renderer/ui/button.tsx', 'react'],
  ['src-renderer/rpc/client.ts', '@orpc/client'],
  ['src-main/app.ts', 'package.json'],
])('%s may import %s', (file, to) => {
  expect(refuse(file, to)).toBeUndefined();
});

test.each([
  ['src-main/app.ts', 'src-renderer/main.tsx', 'no process imports another'],
  ['src-shared/base/id.ts', 'src-main/store/store.ts', 'no process imports another'],
  ['src-main/store/store.ts', 'src-main/app.ts', 'only a roof may import a roof'],
  ['src-main/functions/run-function.ts', 'src-shared/features.ts', 'only a roof may import a roof'],
  ['src-main/rpc/serve.ts', 'src-shared/features.ts', 'only a roof may import a roof'],
  ['src-main/store/store.ts', 'src-main/runner/session.ts', 'runner is not to the left of store'],
  ['src-shared/changes/stamp.ts', 'src-shared/rpc/contract.ts', 'rpc is not to the left of changes'],
  ['src-renderer/ui/button.tsx', 'src-renderer/live/use-records.ts', 'live is not to the left of ui'],
  ['src-main/store/store.ts', 'src-main/functions/run-function.ts', 'the ground knows no slice'],
  ['src-main/store/store.ts', 'src-shared/functions/function-api.ts', 'the ground knows no slice'],
  [
    'src-main/functions/run-function.ts',
    'src-main/workflows/workflow-rules.ts',
    'does not list workflows under sideways',
  ],
  ['src-main/runner/session.ts', 'build/layers.ts', 'the program is what lies in the folders src-…'],
  [
    'src-main/functions/run-function.ts',
    'better-sqlite3',
    'Only src-main/store, src-server/db may import better-sqlite3',
  ],
  ['src-main/loopback.ts', 'electron', 'Only src-main/shell may import electron'],
  ['src-main/store/store.ts', 'react', 'Only src-renderer may import react'],
  ['src-main/functions/run-function.ts', 'http', 'may import http'],
  ['src-server/sync/sync-server.ts', 'ws', 'may import ws'],
])('%s may not import %s', (file, to, reason) => {
  const path = to.startsWith('build/') ? { path: to } : undefined;
  const answer = path === undefined ? refuse(file, to) : refuseImport({ file, target: path, isTypeOnly: false });
  expect(answer).toContain(reason);
});

test('the types of the register, and the sentences for failures, are open to those that layers.ts names', () => {
  expect(refuse('src-main/rpc/serve.ts', 'src-shared/features.ts', true)).toBeUndefined();
  expect(refuse('src-renderer/live/use-records.ts', 'src-shared/features.ts', true)).toBeUndefined();
  expect(refuse('src-renderer/live/use-records.ts', 'src-shared/features.ts')).toContain('only a roof');
  expect(refuse('src-main/store/store.ts', 'src-shared/features.ts', true)).toContain('only a roof');
  expect(refuse('src-renderer/functions/run-error.tsx', 'src-shared/failure-texts.ts')).toBeUndefined();
  expect(refuse('src-main/functions/run-function.ts', 'src-shared/failure-texts.ts')).toContain('only a roof');
});

test('no slice reaches itself through the slices it may use', () => {
  function reachableFrom(slice: string, seen: readonly string[]): readonly string[] {
    return (sideways[slice] ?? []).flatMap((next) =>
      seen.includes(next) ? [next] : [next, ...reachableFrom(next, [...seen, next])],
    );
  }
  for (const slice of Object.keys(sideways)) expect(reachableFrom(slice, [slice])).not.toContain(slice);
});
