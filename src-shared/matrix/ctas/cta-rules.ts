/*
 * What is derived from calls to action: the kind that a verb suggests, the user story that role, verb and object make, and where
 * two of them claim to be the primary one.
 */
import type { CtaRecord, ctaKinds } from '../cta-entities.ts';
import type { ProjectModel } from '../project-model.ts';

export type CtaKind = (typeof ctaKinds)[number];

const verbsByKind: { readonly [kind in Exclude<CtaKind, 'other'>]: readonly string[] } = {
  create:
    'add book buy create draft invite make new open order place register request sign start submit upload write'.split(
      ' ',
    ),
  read: 'browse check compare count download export filter find follow list open play preview print read search see show sort switch view watch'.split(
    ' ',
  ),
  update:
    'accept approve archive assign change close confirm edit enable disable hide lock mark merge move pause publish rate rename reorder reset resume restore review schedule set share update upgrade'.split(
      ' ',
    ),
  delete: 'cancel clear delete discard drop end remove revoke unsubscribe'.split(' '),
};

const kindByVerb = new Map<string, CtaKind>();
for (const kind of ['create', 'read', 'update', 'delete'] as const)
  for (const verb of verbsByKind[kind]) if (!kindByVerb.has(verb)) kindByVerb.set(verb, kind);

/** What the first word of a name suggests; `other` where it suggests nothing. */
export function ctaKindOf(name: string): CtaKind {
  const [verb = ''] = name.trim().toLowerCase().split(/\s+/);
  return kindByVerb.get(verb) ?? 'other';
}

/** Names that a person means to be the same. */
export function isSameName(one: string, other: string): boolean {
  return nameKey(one) === nameKey(other);
}

export function nameKey(name: string): string {
  return name.normalize('NFC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

export type StoryParts = { readonly role: string; readonly verb: string; readonly object: string };

/** The story with its reason still to be told. The object is named in brackets where the verb does not name it already. */
export function storyTemplate({ role, verb, object }: StoryParts): string {
  const isNamed = object === '' || nameKey(verb).split(' ').includes(nameKey(object));
  const who = role === '' ? 'someone' : `${articleOf(role)} ${role}`;
  return `As ${who}, I want to ${lowerFirst(verb)}${isNamed ? '' : ` (${object})`}, so that …`;
}

function articleOf(noun: string): string {
  return /^[aeiou]/i.test(noun) && !/^(uni|use|eu|one)/i.test(noun) ? 'an' : 'a';
}

// "HTTP request" and "QR scan" keep their capitals.
function lowerFirst(verb: string): string {
  return /^\p{Lu}\p{Ll}/u.test(verb) ? verb.charAt(0).toLowerCase() + verb.slice(1) : verb;
}

/** A story that nobody has told: empty, or the template with its reason still open. */
export function isStoryMissing({ userStory }: Pick<CtaRecord, 'userStory'>): boolean {
  const story = userStory.trim();
  return story === '' || /so that (?:…|\.\.\.)?$/.test(story);
}

/** Names an object and a role; the role is empty for those of no role. */
export function placeKey(objectId: string, roleId: string): string {
  return `${objectId}|${roleId}`;
}

/** The places in which more than one call to action is primary: at most one is, for an object and a role. */
export function doublePrimaries(model: Pick<ProjectModel, 'tables' | 'roleIdsByCta'>): ReadonlySet<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const cta of model.tables.cta.values()) {
    if (cta.tier !== 'primary') continue;
    for (const roleId of model.roleIdsByCta.get(cta.id) ?? []) {
      const place = placeKey(cta.objectId, roleId);
      if (seen.has(place)) twice.add(place);
      seen.add(place);
    }
  }
  return twice;
}
