import { existsSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { skipWithoutLanguage } from '../../build/skip-without-language.ts';
import { setupRunner } from './runner.harness.ts';
import type { Answered, RunnerWorld } from './runner.harness.ts';
import type { RunnerDeps } from './runner.ts';

const buildTimeoutMs = 15 * 60_000; // Two minutes where nothing else runs.
const source =
  'f(x) = (println("told"); x + 1)\nfail() = sqrt(-1.0)\nimage() = unsafe_string(Base.JLOptions().image_file)';

type JuliaWorld = Pick<RunnerWorld, 'runner' | 'folder'> & {
  readonly path: string;
  readonly answerTo: (entry: string, x?: bigint) => Promise<Answered>;
};

async function setupJulia(changes: Partial<RunnerDeps> = {}): Promise<JuliaWorld> {
  skipWithoutLanguage('julia');
  const world = setupRunner(changes);
  await world.runner.findRuntimes();
  const path = world.runner.listRuntimes().find(({ language }) => language === 'julia')?.chosen?.path;
  if (path === undefined) throw new Error('Julia was not found.');
  return {
    ...world,
    path,
    answerTo: async (entry, x) =>
      await world.ask({ language: 'julia', source, entry, args: x === undefined ? [] : [['x', x]] }),
  };
}

test('without a linker there is no image, and the reason says how to get one', async () => {
  const { runner, path } = await setupJulia();
  const elsewhere = await setupJulia({
    environment: { ...process.env, PATH: '/nonexistent' },
    chosenPaths: { julia: path },
  });
  await elsewhere.runner.juliaSysimages.build(path);
  const reason = 'Making it needs a C compiler, for its linker, and neither cc, gcc, clang nor ld is on the PATH.';
  expect(elsewhere.runner.juliaSysimages.state(path)).toEqual({
    kind: 'failed',
    reason: expect.stringContaining(reason) as string,
  });
  expect(runner.juliaSysimages.state(path)).toEqual({ kind: 'none' });
});

test('an image that is cancelled while it is made leaves nothing', async () => {
  const { runner, path, folder, answerTo } = await setupJulia();
  const images = runner.juliaSysimages;
  const built = images.build(path);
  expect(images.state(path)).toMatchObject({ kind: 'building' });
  // A call meanwhile is answered by a session without an image.
  expect((await answerTo('f', 1n)).outcome).toMatchObject({ value: 2n });
  images.cancel();
  await built;
  expect(images.state(path)).toEqual({ kind: 'none' });
  expect(readdirSync(join(folder, 'cache', 'julia-images'))).toEqual([]);
});

test(
  'a session with an image answers as one without; an image that is broken or of something else is not used',
  async () => {
    const { runner, path, folder, answerTo } = await setupJulia();
    const images = runner.juliaSysimages;
    await Promise.all([images.build(path), images.build(path)]);
    const [imageName = ''] = readdirSync(join(folder, 'cache', 'julia-images'));
    const image = join(folder, 'cache', 'julia-images', imageName);
    expect(images.state(path)).toEqual({ kind: 'ready', sizeBytes: statSync(image).size });

    expect(await answerTo('f', 1n)).toMatchObject({ outcome: { kind: 'done', value: 2n }, out: 'told\n' });
    expect((await answerTo('image')).outcome).toMatchObject({ value: image });
    expect((await answerTo('fail')).outcome).toMatchObject({ failure: { errorClass: 'DomainError' } });

    truncateSync(image, 4096);
    runner.restart('julia');
    expect((await answerTo('image')).outcome).not.toMatchObject({ value: image });
    expect((await answerTo('f', 1n)).outcome).toMatchObject({ value: 2n });
    expect(images.state(path)).toEqual({
      kind: 'failed',
      reason: 'Julia did not start with it, so it was removed.',
    });
    expect(existsSync(image)).toBe(false);
  },
  buildTimeoutMs,
);
