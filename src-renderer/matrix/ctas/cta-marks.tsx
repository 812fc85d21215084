import { CircleDot, Eye, Pencil, Plus, Trash2 } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';

import type { CtaKind } from '#shared/matrix/ctas/cta-rules.ts';
import type { Priority } from '#shared/matrix/ctas/cta-cells.ts';
import type { CtaRecord } from '#shared/matrix/cta-entities.ts';

export const kindIcons: { readonly [kind in CtaKind]: LucideIcon } = {
  create: Plus,
  read: Eye,
  update: Pencil,
  delete: Trash2,
  other: CircleDot,
};

export const kindNames: { readonly [kind in CtaKind]: string } = {
  create: 'Create',
  read: 'Read',
  update: 'Update',
  delete: 'Delete',
  other: 'Other',
};

export const priorityNames: { readonly [priority in Priority]: string } = {
  must: 'Must have',
  should: 'Should have',
  could: 'Could have',
  wont: 'Will not have',
};

export const tierNames: { readonly [tier in CtaRecord['tier']]: string } = {
  primary: 'Primary',
  secondary: 'Secondary',
  tertiary: 'Tertiary',
  quaternary: 'Quaternary',
};

/** A list of choices for a menu or a select. */
export function choicesOf<T extends string>(names: { readonly [value in T]: string }) {
  return (Object.keys(names) as T[]).map((value) => ({ value, label: names[value] }));
}
