/*
 * What a worker may know of the core's environment: an allow-list, so that tokens, keys and settings of the app (or of the
 * shell that started it) are not a function's to read.
 */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Written in capitals or not: curl, R and Python read the small ones first. */
export const proxyNames = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'FTP_PROXY', 'NO_PROXY'] as const;

const allowedNames = new Set<string>([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LANGUAGE',
  'TMPDIR',
  'TZ',
  'TZDIR',
  // Where shared libraries, certificates and the languages' own packages are.
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
  'DYLD_FALLBACK_LIBRARY_PATH',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'R_HOME',
  'R_LIBS',
  'R_LIBS_USER',
  'R_LIBS_SITE',
  'JULIA_DEPOT_PATH',
  'JULIA_LOAD_PATH',
  'JULIA_PROJECT',
  'JULIA_NUM_THREADS',
  'PYTHONPATH',
  'PYTHONUSERBASE',
  'VIRTUAL_ENV',
  'CONDA_PREFIX',
  // The way out of a company's network. A password in one of them is kept out of what is written down (hide-passwords.ts).
  ...proxyNames,
  // How many threads numeric libraries may use.
  'OMP_NUM_THREADS',
  'OPENBLAS_NUM_THREADS',
  'MKL_NUM_THREADS',
  // Windows cannot start a program without these.
  'SYSTEMROOT',
  'SYSTEMDRIVE',
  'WINDIR',
  'COMSPEC',
  'PATHEXT',
  'TEMP',
  'TMP',
  'USERNAME',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
  'PROGRAMFILES',
  'NUMBER_OF_PROCESSORS',
]);

export function cleanEnvironment(environment: Environment): Record<string, string> {
  const clean: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    const upperName = name.toUpperCase(); // Windows spells the same names in several ways.
    if (value !== undefined && (allowedNames.has(upperName) || upperName.startsWith('LC_'))) clean[name] = value;
  }
  return clean;
}
