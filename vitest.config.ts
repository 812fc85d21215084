import { defineConfig } from 'vitest/config';

// `npx vitest run FILE` runs one file, `--project unit` or `--project runtime` one kind; `npm test` and `npm run check` run all.
export default defineConfig({
  test: {
    // Two, because that is what the smallest machine has that must pass in time, and PGlite takes 300 MB in each.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{src-*,build,bench,resources}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.runtime.test.ts'],
          testTimeout: 15_000,
          hookTimeout: 30_000, // An empty PGlite takes up to 3 s on a machine with nothing else to do.
        },
      },
      {
        extends: true,
        test: {
          name: 'runtime',
          include: ['{src-*,build,bench,resources}/**/*.runtime.test.ts'],
          // One file after another: R, Julia and Python need the processors to themselves, or limits of time mean nothing.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000, // The first Julia of a day takes 20 s and more.
          sequence: { groupOrder: 1 }, // When both kinds run together, after the unit tests.
        },
      },
    ],
  },
});
