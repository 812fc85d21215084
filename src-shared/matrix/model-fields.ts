/** What the entities of a project have in common: who may write them, and fields that several of them have. */
import { z } from 'zod';

import { json, text } from '../schema/field.ts';

export const readAndWrite = { read: 'project:read', write: null } as const;

export const name = () => text({ min: 1, max: 255 });
/** What came along in a file and has no field of its own: nothing that was imported is dropped. */
export const metadata = () => json(z.record(z.string(), z.json()));
export const shortList = () => json(z.array(z.string().min(1).max(255)).max(500));
