import { expect, test } from 'vitest';

import { ctaKindOf, isStoryMissing, storyTemplate } from './cta-rules.ts';

test.each([
  ['Add to list', 'create'],
  ['view account', 'read'],
  ['  Rename ', 'update'],
  ['delete', 'delete'],
  ['teleport', 'other'],
  ['', 'other'],
] as const)('the kind of "%s" is %s', (name, kind) => {
  expect(ctaKindOf(name)).toBe(kind);
});

test.each([
  [{ role: 'Viewer', verb: 'Play', object: 'Title' }, 'As a Viewer, I want to play (Title), so that …'],
  [
    { role: 'Account Holder', verb: 'Pause title', object: 'Title' },
    'As an Account Holder, I want to pause title, so that …',
  ],
  [{ role: '', verb: 'QR scan', object: 'Ticket' }, 'As someone, I want to QR scan (Ticket), so that …'],
])('the story of %j is "%s"', (parts, story) => {
  expect(storyTemplate(parts)).toBe(story);
});

test('a story is missing until its reason is told', () => {
  const story = storyTemplate({ role: 'Viewer', verb: 'play', object: 'Title' });
  expect(isStoryMissing({ userStory: '' })).toBe(true);
  expect(isStoryMissing({ userStory: story })).toBe(true);
  expect(isStoryMissing({ userStory: story.replace('…', 'I relax') })).toBe(false);
});
