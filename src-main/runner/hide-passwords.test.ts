import { expect, test } from 'vitest';

import { hidePasswordsOf } from './hide-passwords.ts';

test.each([
  ['http://ada:p%40ss@proxy:3128', 'to http://ada:p%40ss@proxy:3128/', 'to http://ada:***@proxy:3128/'],
  ['http://ada:p%40ss@proxy:3128', "{'user': 'ada:p@ss'}", "{'user': 'ada:***'}"],
  ['http://ada:p%40ss@proxy:3128', `Basic ${Buffer.from('ada:p@ss').toString('base64')}`, 'Basic ***'],
  ['http://ada:a@b@proxy', 'via ada:a@b@proxy', 'via ada:***@proxy'],
  ['ada:secret@proxy:3128', 'ada:secret@proxy:3128 and secret', 'ada:***@proxy:3128 and secret'],
  ['http://ada:50%@proxy', 'ada:50%@proxy', 'ada:***@proxy'],
  ['http://:secret@proxy', 'http://:secret@proxy', 'http://:***@proxy'],
  ['http://proxy:3128', 'http://proxy:3128', 'http://proxy:3128'],
])('with the proxy %s the text "%s" is shown as "%s"', (address, text, shown) => {
  for (const name of ['HTTPS_PROXY', 'http_proxy'])
    expect(hidePasswordsOf({ [name]: address }).inText(text)).toBe(shown);
});

test('a password is taken out of every text of a failure', () => {
  const failure = {
    kind: 'function-error',
    frames: [{ line: 1, file: null }],
    causes: [{ message: 'ada:secret@proxy' }],
  };
  expect(hidePasswordsOf({ https_proxy: 'http://ada:secret@proxy' }).inData(failure)).toEqual({
    ...failure,
    causes: [{ message: 'ada:***@proxy' }],
  });
});
