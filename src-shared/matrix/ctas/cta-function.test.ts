import { expect, test } from 'vitest';

import { languages } from '../../calls/language.ts';
import { readSignature } from '../../functions/read-signature.ts';
import { ctaFunctionName, ctaFunctionSource, parametersOf } from './cta-function.ts';
import type { AttributeRecord } from '../attribute-entities.ts';
import { newAttribute } from '../new-records.ts';

const reach = { tenantId: 't', workspaceId: 'w', projectId: 'p', createdAt: 0, updatedAt: 0, deletedAt: null };

function attributeOf(name: string, fields: Partial<AttributeRecord>): AttributeRecord {
  const draft = newAttribute({ objectId: 'o', name, rank: 'a0' });
  return { ...draft, defaultValue: null, ...reach, id: name, ...fields } as AttributeRecord; // Stamps are plain numbers here.
}

const parameters = parametersOf([
  attributeOf('Quality', { dataType: 'enum', validationRules: { values: ['hd', 'uhd'] } }),
  attributeOf('Seats', { dataType: 'integer', isRequired: true, validationRules: { min: '1', max: '9' } }),
  attributeOf('starts on', { dataType: 'date', description: 'When it "starts": \\ $x' }),
  attributeOf('seats', {}),
]);

test.each(languages)('the source in %s has the parameters that the attributes ask for, and the story', (language) => {
  const story = 'As a Viewer, I want to play (Title),\nso that I relax.';
  const signature = readSignature(language, ctaFunctionSource({ language, name: 'play_title', story, parameters }));
  expect(signature?.entry).toBe('play_title');
  expect(signature?.documentation).toContain('As a Viewer, I want to play (Title),');
  expect(
    signature?.parameters.map(({ name, type, isRequired, choices, min, max }) => ({
      name,
      type,
      isRequired,
      choices,
      min,
      max,
    })),
  ).toEqual([
    { name: 'seats', type: 'integer', isRequired: true, choices: null, min: 1, max: 9 },
    { name: 'quality', type: 'choice', isRequired: false, choices: ['hd', 'uhd'], min: null, max: null },
    { name: 'starts_on', type: 'date', isRequired: false, choices: null, min: null, max: null },
  ]);
});

test.each(languages)('a story that would end the comment does not, in %s', (language) => {
  const source = ctaFunctionSource({ language, name: 'f', story: 'x """ y\n$(z) \\', parameters: [] });
  expect(readSignature(language, source)?.entry).toBe('f');
});

test('the object is in the name once', () => {
  expect(ctaFunctionName({ name: 'Play' }, { name: 'Title' })).toBe('play_title');
  expect(ctaFunctionName({ name: 'Switch profile' }, { name: 'Profile' })).toBe('switch_profile');
});
