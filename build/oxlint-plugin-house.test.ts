// The real oxlint on a small project with violations planted in it: an import that is written in an unusual way must not slip
// through, which a test of the rule's own functions would not notice.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';

const root = resolve(import.meta.dirname, '..');
const oxlintAnswer = z.object({ diagnostics: z.array(z.object({ code: z.string(), filename: z.string() })) });

function lintProject(sourceByFile: Readonly<Record<string, string>>): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-lint-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const plugin = ['layers.ts', 'oxlint-plugin-house.ts', 'refuse-import.ts'];
  for (const file of plugin) cpSync(join(root, 'build', file), join(folder, 'build', file));
  const config = { jsPlugins: ['./build/oxlint-plugin-house.ts'], rules: { 'house/layers': 'error' } };
  const files = { ...sourceByFile, '.oxlintrc.json': JSON.stringify(config), 'package.json': '{ "type": "module" }' };
  for (const [file, source] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), source);
  }
  const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');
  const { stdout } = spawnSync(process.execPath, [oxlint, '--format=json'], { cwd: folder, encoding: 'utf8' });
  const { diagnostics } = oxlintAnswer.parse(JSON.parse(stdout));
  return diagnostics.filter(({ code }) => code === 'house(layers)').map(({ filename }) => filename);
}

test('every way to write a forbidden import is found', () => {
  const planted = {
    'src-main/store/named.ts': `import { session } from '../runner/session.ts';\nsession();\n`,
    'src-main/store/typed.ts': `import type { Session } from '../runner/session.ts';\nexport type A = Session;\n`,
    'src-main/store/whole.ts': `import * as runner from '../runner/session.ts';\nrunner.session();\n`,
    'src-main/store/bare.ts': `import '../runner/session.ts';\n`,
    'src-main/store/late.ts': `await import('../runner/session.ts');\n`,
    'src-main/store/passed-on.ts': `export { session } from '../runner/session.ts';\n`,
    'src-main/store/all-passed-on.ts': `export * from '../runner/session.ts';\n`,
    'src-main/store/roof.ts': `import { app } from '../app.ts';\napp();\n`,
    'src-main/store/shared.ts': `import { rules } from '#shared/functions/function-rules.ts';\nrules();\n`,
    'src-main/store/process.ts': `import { Button } from '../../src-renderer/ui/button.tsx';\nButton();\n`,
    'src-main/functions/door.ts': `import sqlite from 'better-sqlite3';\nsqlite();\n`,
    'src-main/functions/part.ts': `import { jsx } from 'react/jsx-runtime';\njsx();\n`,
    'src-main/functions/socket.ts': `import { createServer } from 'node:net';\ncreateServer();\n`,
    'src-main/functions/bare-socket.ts': `import { createServer } from 'http';\ncreateServer();\n`,
  };
  expect(lintProject(planted).toSorted()).toEqual(Object.keys(planted).toSorted());
});

test('what the house plan allows is let through', () => {
  const allowed = {
    'src-main/loopback.ts': `import { createServer } from 'node:http';\nimport { app } from './app.ts';\ncreateServer(app);\n`,
    'src-main/app.ts': `import { open } from './store/store.ts';\nexport function app() {\n  open();\n}\n`,
    'src-main/store/store.ts': `import sqlite from 'better-sqlite3';\nimport { ok } from '#shared/base/result.ts';\nexport const open = () => ok(sqlite());\n`,
    'src-renderer/ui/button.tsx': `import { useState } from 'react';\nexport const useButton = () => useState(0);\n`,
    'build/anything.ts': `import { app } from '../src-main/app.ts';\napp();\n`,
  };
  expect(lintProject(allowed)).toEqual([]);
});
