import { z } from 'zod';

/** Theme colours of the four rounds of things; `blue` … are names of the theme's tokens, never CSS. */
export const paletteColors = ['blue', 'yellow', 'pink', 'green', 'violet', 'teal', 'orange', 'grey'] as const;
export type PaletteColor = (typeof paletteColors)[number];

export const paletteSchema = z.object({
  object: z.enum(paletteColors),
  core: z.enum(paletteColors),
  metadata: z.enum(paletteColors),
  cta: z.enum(paletteColors),
});

export const projectSettingsSchema = z.object({
  palette: paletteSchema,
  /** Of releases, in their order: what a phase of an object or a call to action is chosen from. */
  phases: z.array(z.string().min(1).max(255)).max(50),
  /** What came along in a file and has no setting of its own. */
  metadata: z.record(z.string(), z.json()),
});
export type ProjectSettings = z.infer<typeof projectSettingsSchema>;

export const usualProjectSettings: ProjectSettings = {
  palette: { object: 'blue', core: 'yellow', metadata: 'pink', cta: 'green' },
  phases: ['now', 'next', 'later'],
  metadata: {},
};

/** What a membership can be narrowed or widened for. */
export const artifacts = [
  'objects',
  'relationships',
  'ctas',
  'attributes',
  'roles',
  'texts',
  'questions',
  'comments',
  'shapeshifter',
] as const;
export type Artifact = (typeof artifacts)[number];

export const accessLevels = ['none', 'view', 'edit'] as const;
export type AccessLevel = (typeof accessLevels)[number];

/** Exceptions to what the role gives: by artifact, and by object, which counts for everything that hangs on that object. */
export const membershipPermissionsSchema = z.object({
  artifacts: z.partialRecord(z.enum(artifacts), z.enum(accessLevels)),
  objects: z.record(z.string(), z.enum(accessLevels)),
});
export type MembershipPermissions = z.infer<typeof membershipPermissionsSchema>;

export const noExceptions: MembershipPermissions = { artifacts: {}, objects: {} };
