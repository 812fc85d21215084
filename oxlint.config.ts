import { defineConfig } from 'oxlint';

export default defineConfig({
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'react', 'jsx-a11y', 'promise', 'vitest'],
  jsPlugins: ['./build/oxlint-plugin-house.ts'],
  categories: { correctness: 'error', suspicious: 'error' },
  rules: {
    'house/layers': 'error',

    // Names and files (style rules 2, 8, 9)
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    'max-lines': ['warn', { max: 300, skipBlankLines: true, skipComments: true }],
    'max-lines-per-function': ['warn', { max: 60, skipBlankLines: true, skipComments: true }],

    // Types (style rules 11, 12)
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/no-unsafe-type-assertion': 'warn',
    'typescript/consistent-type-definitions': ['error', 'type'],
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'typescript/no-namespace': 'error',
    'typescript/parameter-properties': 'error',

    'func-style': ['error', 'declaration', { allowArrowFunctions: true }],
    'max-params': ['error', { max: 4 }],

    // Imports (style rule 13)
    'oxc/no-barrel-file': ['error', { threshold: 0 }],
    'import/no-mutable-exports': 'error',
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'typescript/consistent-type-imports': 'error',
    'import/no-unassigned-import': ['error', { allow: ['**/*.css'] }],

    // Errors and promises (style rules 14, 17)
    'typescript/no-floating-promises': 'error',
    'typescript/only-throw-error': 'error',

    'typescript/consistent-return': 'off', // The compiler knows that a switch over a union has a branch for each.

    eqeqeq: 'error',
    'no-console': 'error',
    'no-var': 'error',
    'prefer-const': 'error',

    'react/react-in-jsx-scope': 'off', // React 19 needs no import for JSX.
    'react/rules-of-hooks': 'error',
    'react/exhaustive-deps': 'error',
    'react/memo-dependencies': 'off', // Says again what exhaustive-deps has said.
    'react/exhaustive-effect-dependencies': 'off', // An effect may run because of something it does not read.

    // What these advise is often no better, and what scrolls must be reachable by keyboard.
    'jsx-a11y/prefer-tag-over-role': 'off',
    'jsx-a11y/no-noninteractive-tabindex': 'off',
    'promise/always-return': 'off',
    'unicorn/consistent-function-scoping': 'off',
  },
  overrides: [
    {
      files: ['**/*.test.ts', '**/*.test.tsx', '**/*.harness.ts', 'e2e/**'],
      rules: {
        'house/layers': 'off',
        'max-lines-per-function': 'off',
        'vitest/consistent-test-it': ['error', { fn: 'test' }],
      },
    },
    {
      files: ['*.config.ts', 'build/*.config.ts', 'e2e/*.config.ts', 'build/oxlint-plugin-house.ts'],
      rules: { 'import/no-default-export': 'off' },
    },
    {
      files: ['src-renderer/public/*.js'], // Served as they are, to whatever browser there is, before anything else.
      rules: { 'no-var': 'off' },
    },
    {
      // Programs for a terminal talk to the person at it.
      files: ['build/**', 'bench/**', 'e2e/**', 'src-main/cli.ts'],
      rules: { 'no-console': 'off' },
    },
  ],
  ignorePatterns: ['out', 'node_modules', 'test-results'],
});
