import { defineConfig } from 'vitest/config';

// `npx vitest run FILE` runs one file, `--project 'unit*'` or `--project 'runtime*'` one kind; `npm test` and `npm run check` run all.
/** How much memory a gigabyte of output takes of the core, and whether it comes in time, is looked at with nothing else beside it. */
const alone = ['src-main/runner/flood.runtime.test.ts'] as const;

const runtime = {
  testTimeout: 120_000,
  hookTimeout: 120_000, // The first Julia of a day takes 20 s and more.
} as const;

export default defineConfig({
  test: {
    // Two, because that is what the smallest machine has that must pass in time, and PGlite takes 300 MB in each.
    maxWorkers: 2,
    // What another process, a socket or a timer brings comes when it comes; the second that vitest gives it is over too soon where
    // other work is done beside it.
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{src-*,build,bench,resources}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.runtime.test.ts'],
          // No file keeps what the next would find: what it opens is its own, and gone when it ends. Loading and compiling everything anew
          // for each file was two fifths of the whole time.
          isolate: false,
          // An empty PGlite takes up to 3 s on a machine with nothing else to do, and some tests open several.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'runtime',
          include: ['{src-*,build,bench,resources}/**/*.runtime.test.ts'],
          exclude: [...alone],
          ...runtime,
          sequence: { groupOrder: 1 }, // When more kinds run together, after the unit tests.
        },
      },
      {
        extends: true,
        test: {
          name: 'runtime-alone',
          include: [...alone],
          ...runtime,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
