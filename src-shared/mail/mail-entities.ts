import { z } from 'zod';

import { defineEntity } from '../schema/entity.ts';
import { choice, instant, json, optional, text } from '../schema/field.ts';

const mailStates = ['waiting', 'sent', 'failed'] as const;

/** A mail on its way. What it says is sealed, since it may hold a link, and is removed when it has been sent. */
export const mailEntity = defineEntity('mail', {
  scope: 'server',
  fields: {
    recipient: text({ min: 3, max: 320, pattern: /^[^\s@]+@[^\s@]+$/ }),
    purpose: text({ min: 1, max: 100, merge: 'fixed' }),
    sealedText: optional(text({ max: 100_000 })),
    state: choice(mailStates),
    attempts: json(z.array(z.object({ at: z.number(), problem: z.string() })).max(50)),
    nextAttemptAt: instant(),
    sentAt: optional(instant()),
  },
  indexes: [['state', 'nextAttemptAt']],
  permissions: { read: 'server:read', write: null },
});
