import { expect, test } from 'vitest';

import { folderDialogOptions } from './folder-dialog-options.ts';

test("the dialog begins in the page's folder where that is one", () => {
  expect(folderDialogOptions('/home/ada')).toMatchObject({ defaultPath: '/home/ada' });
  for (const given of ['', 'relative', '/a\0b', 3, null, undefined, {}])
    expect(folderDialogOptions(given)).not.toHaveProperty('defaultPath');
});
