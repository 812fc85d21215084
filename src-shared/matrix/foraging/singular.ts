/*
 * English plurals folded to their singulars, so that "profiles" and "profile" are one noun. Rules and a short list of exceptions
 * instead of a dictionary: what they get wrong they get wrong everywhere alike, so counts stay together.
 */

const irregular: ReadonlyMap<string, string> = new Map(
  Object.entries({
    people: 'person',
    children: 'child',
    men: 'man',
    women: 'woman',
    mice: 'mouse',
    geese: 'goose',
    feet: 'foot',
    teeth: 'tooth',
    criteria: 'criterion',
    phenomena: 'phenomenon',
    indices: 'index',
    matrices: 'matrix',
    vertices: 'vertex',
    appendices: 'appendix',
    analyses: 'analysis',
    theses: 'thesis',
    hypotheses: 'hypothesis',
    crises: 'crisis',
    diagnoses: 'diagnosis',
    synopses: 'synopsis',
    lives: 'life',
    wives: 'wife',
    knives: 'knife',
    leaves: 'leaf',
    shelves: 'shelf',
    halves: 'half',
    selves: 'self',
    wolves: 'wolf',
    loaves: 'loaf',
    thieves: 'thief',
    menus: 'menu',
    gurus: 'guru',
    movies: 'movie',
    cookies: 'cookie',
    selfies: 'selfie',
    zombies: 'zombie',
    calories: 'calorie',
    caches: 'cache',
    niches: 'niche',
    headaches: 'headache',
    axes: 'axis',
    shoes: 'shoe',
    toes: 'toe',
    canoes: 'canoe',
    quizzes: 'quiz',
  }),
);

/** Singular though they end in s, or of the same form in both. */
const unchanged = new Set(
  (
    'series species news lens gas alias canvas atlas bias yes has was as its his hers ours theirs yours always perhaps ' +
    'analytics logistics mathematics physics politics economics ethics mechanics diabetes means headquarters kudos ' +
    'christmas iris chaos cosmos this tennis chassis debris'
  ).split(' '),
);

/** The singular of a lower-case word; what is none, or in no plural that is known here, stays as it is. */
export function singular(word: string): string {
  const once = singularOnce(word);
  // "childrens" is "children" at first; twice is enough for every rule below.
  return once === word ? word : singularOnce(once);
}

function singularOnce(word: string): string {
  const known = irregular.get(word);
  if (known !== undefined) return known;
  if (word.length < 3 || !word.endsWith('s') || unchanged.has(word)) return word;
  if (/(?:ss|us|sis|xis)$/.test(word)) return word;
  if (word.endsWith('ies')) return word.length > 4 ? `${word.slice(0, -3)}y` : word.slice(0, -1);
  if (/(?:sses|shes|ches|xes|zzes|oes)$/.test(word)) return word.slice(0, -2);
  // "statuses" and "lenses", but "purchases" and "houses".
  const stem = word.slice(0, -2);
  if (word.endsWith('ses') && (unchanged.has(stem) || latinInUs.has(stem))) return stem;
  return word.slice(0, -1);
}

const latinInUs = new Set('status bonus virus campus census bus focus consensus stimulus surplus circus'.split(' '));
