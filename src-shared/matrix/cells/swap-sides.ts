type Fields = { readonly [field: string]: unknown };

/** What is said of a relationship, as it reads from the other end. */
export function swapSides(fields: Fields): Fields {
  const { description, inverseLabel, ...rest } = fields;
  const swapped = Object.entries(rest).map(([field, value]) => [swapField(field), value]);
  return {
    ...Object.fromEntries(swapped),
    ...(description === undefined ? {} : { inverseLabel: description }),
    ...(inverseLabel === undefined ? {} : { description: inverseLabel }),
  };
}

function swapField(field: string): string {
  if (field.startsWith('source')) return field.replace('source', 'target');
  return field.startsWith('target') ? field.replace('target', 'source') : field;
}
