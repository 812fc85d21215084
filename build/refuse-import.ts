import { ground, network, openRoofs, packages, roofFolders, sideways } from './layers.ts';

export type Import = {
  /** From the project's folder, with `/`: `src-main/store/store.ts`. */
  readonly file: string;
  readonly target: { readonly path: string } | { readonly packageName: string };
  readonly isTypeOnly: boolean;
};

/** Why this import breaks a fence of layers.ts, as a sentence for whoever wrote it, or undefined when it may be. */
export function refuseImport({ file, target, isTypeOnly }: Import): string | undefined {
  if ('packageName' in target) return refusePackage(file, target.packageName);
  const open = openRoofs[target.path];
  if (open !== undefined && (open.what === 'all' || isTypeOnly) && isUnder(file, open.to)) return undefined;
  const reason = refusePlace(placeOf(file), placeOf(target.path));
  return reason === undefined ? undefined : `${file} may not import ${target.path}: ${reason} (build/layers.ts).`;
}

function refusePackage(file: string, name: string): string | undefined {
  const doors = network.names.includes(name) ? network.doors : packages[name];
  if (doors === undefined || isUnder(file, doors)) return undefined;
  return `Only ${doors.join(', ')} may import ${name} (build/layers.ts).`;
}

function isUnder(file: string, places: readonly string[]): boolean {
  return places.some((place) => file === place || file.startsWith(`${place}/`));
}

type Place = {
  readonly process: string;
  /** The folder under the process, or the file's own name where the file lies at the top. */
  readonly folder: string;
  readonly storey: 'ground' | 'slice' | 'roof';
};

function placeOf(path: string): Place {
  const [process = '', folder = '', ...rest] = path.split('/');
  if (rest.length === 0 || roofFolders.includes(folder)) return { process, folder, storey: 'roof' };
  return { process, folder, storey: ground[process]?.includes(folder) ? 'ground' : 'slice' };
}

function refusePlace(from: Place, to: Place): string | undefined {
  if (!to.process.startsWith('src-')) return importFromOutside(to);
  if (from.process !== to.process && to.process !== 'src-shared') return 'no process imports another';
  if (from.storey === 'roof') return undefined;
  if (to.storey === 'roof') return 'only a roof may import a roof';
  if (to.storey === 'ground') return refuseGround(from, to);
  if (from.storey === 'ground') return 'the ground knows no slice';
  if (from.folder === to.folder || sideways[from.folder]?.includes(to.folder)) return undefined;
  return `the slice ${from.folder} does not list ${to.folder} under sideways`;
}

// package.json is where the program's own version is.
function importFromOutside(to: Place): string | undefined {
  return to.process === 'package.json' ? undefined : 'the program is what lies in the folders src-…';
}

function refuseGround(from: Place, to: Place): string | undefined {
  if (from.storey === 'slice' || from.process !== to.process || from.folder === to.folder) return undefined;
  const order = ground[to.process] ?? [];
  if (order.indexOf(to.folder) < order.indexOf(from.folder)) return undefined;
  return `in the ground, ${to.folder} is not to the left of ${from.folder}`;
}
