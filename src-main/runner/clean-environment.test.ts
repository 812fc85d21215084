import { expect, test } from 'vitest';

import { cleanEnvironment } from './clean-environment.ts';

test('a worker knows where it is and how people write there, and no secrets', () => {
  const environment = {
    PATH: '/usr/bin',
    HOME: '/home/ada',
    LC_ALL: 'de_DE.UTF-8',
    R_LIBS_USER: '/home/ada/R',
    SystemRoot: 'C:\\Windows',
    https_proxy: 'http://proxy.example:3128',
    NO_PROXY: 'localhost,.example',
    TRIPTYCH_TOKEN: 'secret',
    AWS_SECRET_ACCESS_KEY: 'secret',
    NODE_OPTIONS: '--inspect',
    LD_PRELOAD: '/tmp/x.so',
    EMPTY: undefined,
  };
  expect(cleanEnvironment(environment)).toEqual({
    PATH: '/usr/bin',
    HOME: '/home/ada',
    LC_ALL: 'de_DE.UTF-8',
    R_LIBS_USER: '/home/ada/R',
    SystemRoot: 'C:\\Windows',
    https_proxy: 'http://proxy.example:3128',
    NO_PROXY: 'localhost,.example',
  });
});
