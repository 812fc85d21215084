import { expect, test } from 'vitest';

import { applyEdits, createEdit } from '../model-edits.ts';
import { newObject } from '../new-records.ts';
import { createProjectModel, emptyTables } from '../project-model.ts';
import { usualProjectSettings } from '../project-settings.ts';
import { projectToMarkdown } from './project-markdown.ts';

function markdownOf(description: string): string {
  const object = { ...newObject({ name: 'Account', rank: 'a0', createdBy: 'ada' }), description };
  const tables = applyEdits(emptyTables, [createEdit('object', 'account', object)], { id: '', projectId: 'p' });
  const project = { name: 'Streaming', description: '', status: 'active', settings: usualProjectSettings } as const;
  return projectToMarkdown(project, createProjectModel(tables), 'objects');
}

test.each([
  ['a script', '<script>alert(1)</script>', String.raw`\<script\>alert(1)\</script\>`],
  ['a picture from elsewhere', '![x](http://example.org/p.png)', String.raw`!\[x\](http://example.org/p.png)`],
  ['a fence that takes in the rest', '~~~\nrest', `${String.raw`\~\~\~`}\nrest`],
  ['a line that makes a heading of the one above', 'Text\n===', `Text\n${String.raw`\=`}==`],
  ['a line that is a rule', 'Text\n---', `Text\n${String.raw`\-`}--`],
  ['a heading', '# Title', String.raw`\# Title`],
])('%s in a text is no markup', (_what, text, written) => {
  expect(markdownOf(text)).toContain(`## Account\n\n${written}\n`);
});
