import type { KnipConfig } from 'knip';

// What nothing leads to is dead, and fails the check. Entries are what a person, npm, Electron or a build starts.
const config: KnipConfig = {
  entry: [
    'build/{run,triptych,end-with-parent}.mjs',
    'build/{start,check,test-all,build-app,new-migration,simulate,kill-rounds}.ts',
    'src-main/{loopback,cli}.ts',
    'src-main/shell/{electron-main,electron-core,preload}.ts',
    'src-main/functions/table-thread.ts',
    'src-main/store/checkpoint-thread.ts',
    'src-main/matrix/exchange-thread.ts',
    'src-server/{main,command-loop.harness}.ts',
    'src-renderer/main.tsx',
    'e2e/screenshots.ts',
    'bench/*.{ts,tsx}',
  ],
  project: ['{src-*,build,bench,e2e}/**/*.{ts,tsx,mjs}', '*.config.ts'],
  playwright: { config: 'e2e/playwright.config.ts', entry: 'e2e/*.spec.ts' },
  ignoreBinaries: ['mkfifo', 'mount', 'umount', 'Rscript', 'julia', 'openssl'], // Parts of the system, and what a benchmark stands beside.
  ignoreDependencies: ['oxfmt', '@fontsource/inter'], // Named only to run.mjs; asked only for the place of its files (render-png.ts).
  ignoreExportsUsedInFile: true,
};

export default config;
