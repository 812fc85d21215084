import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { cellOf } from './cell-state.ts';
import { modelArbitrary } from '../gaps/gap.harness.ts';
import { countAnswers, hasOpenFields, openFields } from './mcsfd.ts';

test('a relationship has open questions when a cell of the matrix asks them', () => {
  fc.assert(
    fc.property(modelArbitrary, (model) => {
      for (const relationship of model.tables.relationship.values()) {
        const { id, sourceObjectId, targetObjectId } = relationship;
        const cells = [cellOf(model, sourceObjectId, targetObjectId), cellOf(model, targetObjectId, sourceObjectId)];
        const missing = cells.flatMap(({ relationships }) =>
          relationships.filter((shown) => shown.relationship.id === id).flatMap((shown) => shown.missing),
        );
        expect(hasOpenFields(relationship)).toBe(missing.some((question) => question !== 'end'));
        expect(hasOpenFields(relationship)).toBe(openFields(relationship).length > 0);
        const { asked, answered } = countAnswers(relationship);
        expect(asked === answered).toBe(missing.length === 0);
        expect(answered).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});
