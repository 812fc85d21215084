import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import type { Language } from '#shared/calls/language.ts';
import { languages } from '#shared/calls/language.ts';

import { setupRunner } from './runner.harness.ts';
import type { Asked } from './runner.harness.ts';
import { one } from './session-calls.harness.ts';
import type { Sources } from './session-calls.harness.ts';

const leavingFile: Sources = {
  python:
    'import subprocess\ndef begin(path): subprocess.Popen(["sh", "-c", f"sleep 2; touch {path}"]); import os; os.kill(os.getpid(), 9)',
  r: 'begin <- function(path) { system(paste0("(sleep 2; touch ", path, ")"), wait = FALSE); tools::pskill(Sys.getpid(), 9L); Sys.sleep(9) }',
  julia:
    'function begin_it(path)\n  run(`sh -c "sleep 2; touch $path"`, wait = false)\n  ccall(:kill, Cint, (Cint, Cint), getpid(), 9)\nend',
};

test.each(languages)('what a function in %s has started ends with its session', async (language) => {
  const { ask, folder } = setupRunner();
  const path = join(folder, 'left-behind');
  await ask({
    language,
    source: leavingFile[language],
    entry: language === 'julia' ? 'begin_it' : 'begin',
    args: [['path', path]],
  });
  await new Promise((resolve) => setTimeout(resolve, 2500));
  expect(existsSync(path)).toBe(false);
});

/** Says that it has printed by a file in the working folder, for which the function waits: how soon a shell starts, nobody knows. */
const loop = 'while :; do echo left behind; : > begun; sleep 0.01; done';
const begun: Sources = {
  python: 'while not os.path.exists("begun"): time.sleep(0.01)',
  r: 'while (!file.exists("begun")) Sys.sleep(0.01)',
  julia: 'while !isfile("begun"); sleep(0.01); end',
};
const leaving: { readonly [language in 'python' | 'julia']: string } = {
  python: `import os, subprocess, time\ndef leave():\n    subprocess.Popen(["sh", "-c", "${loop}"])\n    ${begun.python}`,
  julia: `leave() = (run(\`sh -c "${loop}"\`, devnull, stdout, stderr; wait=false); ${begun.julia}; nothing)`,
};

const nothing = ['done', '', ''];
const quiet = { left: ['done', true], heard: [nothing, nothing, nothing] };

test.each(['python', 'julia'] as const)(
  'a process that a function in %s leaves running is ended, and prints into no other call',
  async (language) => {
    expect(await hearAfter({ language, source: leaving[language] })).toEqual(quiet);
  },
);

const orphaning = [
  ['of its own group', `(${loop}) &`],
  ['in a group of its own', `setsid sh -c '${loop}' &`],
] as const;
const starting: { readonly [language in Language]: (command: string) => string } = {
  python: (command) => `import os, time\ndef leave():\n    os.system(r"""${command}""")\n    ${begun.python}`,
  r: (command) => `leave <- function() { system("${command}"); ${begun.r}; NULL }`,
  julia: (command) =>
    `leave() = (run(pipeline(Cmd(["sh", "-c", raw"${command}"]); stdout = stdout, stderr = stderr)); ${begun.julia}; nothing)`,
};

test
  .skipIf(process.platform !== 'linux')
  .each(languages.flatMap((language) => orphaning.map(([where, command]) => [language, where, command] as const)))(
  'a process in %s whose parent has ended, %s, prints into no other call',
  async (language, _where, command) => {
    expect(await hearAfter({ language, source: starting[language](command) })).toEqual(quiet);
  },
);

/** Calls `leave`, whose process goes on printing, and then others of the same session, which print nothing. */
async function hearAfter({ language, source }: Pick<Asked, 'language' | 'source'>) {
  const world = setupRunner();
  const left = await world.ask({ language, source, entry: 'leave' });
  const heard: (readonly [string, string, string])[] = [];
  for (let call = 0; call < 3; call += 1) {
    const { outcome, out, err } = await world.ask({ language, source: one[language], entry: 'one' });
    heard.push([outcome.kind, out, err]);
  }
  return { left: [left.outcome.kind, left.out.includes('left behind')], heard };
}
