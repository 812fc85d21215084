import { z } from 'zod';

/** What a parameter takes. `any` is a parameter whose type cannot be told: the form then takes JSON or plain text. */
export const parameterTypes = [
  'any',
  'boolean',
  'integer',
  'number',
  'text',
  'date',
  'instant',
  'choice',
  'list',
  'map',
  'table',
] as const;
export type ParameterType = (typeof parameterTypes)[number];

/**
 * One parameter as the form shows it, read from the signature and its documentation by read-signature.ts.
 *
 * `defaultSource` is the default as it stands in the source (`c(1, 2)`); `defaultJson` is its exact JSON (value-json.ts)
 * where it is a literal, else absent, and the language computes it itself when the argument is left out.
 */
export const parameterSchema = z.object({
  name: z.string(),
  type: z.enum(parameterTypes),
  isRequired: z.boolean(),
  defaultSource: z.string().nullable(),
  defaultJson: z.json().optional(),
  documentation: z.string(),
  unit: z.string().nullable(),
  choices: z.array(z.string()).nullable(),
  min: z.number().nullable(),
  max: z.number().nullable(),
});
export type Parameter = z.infer<typeof parameterSchema>;

/** What the source says about one function. `variadic` parameters (`...`, `*args`) are not in the list. */
export const signatureSchema = z.object({
  entry: z.string(),
  parameters: z.array(parameterSchema),
  documentation: z.string(),
  returns: z.string(),
});
export type Signature = z.infer<typeof signatureSchema>;
