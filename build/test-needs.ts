// What the tests need from the system, and what to say where it is missing. A test that needs something is skipped where it
// is not there, so that it is counted: see skip-without-language.ts.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

import type { Language } from '#shared/calls/language.ts';

type Need = {
  readonly name: string;
  readonly isThere: () => boolean;
  readonly howToInstall: { readonly linux: string; readonly darwin: string; readonly win32: string };
};

const commandsByLanguage: { readonly [language in Language]: readonly string[] } = {
  python: ['python3', 'python'],
  r: ['Rscript'],
  julia: ['julia'],
};
const versionTookMsMax = 20_000; // juliaup looks for an update first; without a network that takes a while.
const knownLanguages = new Map<Language, boolean>();

/** Whether the language's interpreter is on PATH and answers. (A shim without a version behind it does not.) */
export function hasLanguage(language: Language): boolean {
  const known = knownLanguages.get(language);
  if (known !== undefined) return known;
  const isThere = commandsByLanguage[language].some(
    (command) => spawnSync(command, ['--version'], { timeout: versionTookMsMax }).status === 0,
  );
  knownLanguages.set(language, isThere);
  return isThere;
}

const keyringCommands = ['gnome-keyring-daemon', 'dbus-run-session'];

/** Whether a Secret Service can be started for a test alone; only Linux has one. */
export function hasKeyring(): boolean {
  return keyringCommands.every((command) => foldersOnPath().some((folder) => existsSync(join(folder, command))));
}

const chromiumCommands = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'chrome.exe',
  'msedge.exe',
];
const chromiumPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
  'C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe',
];

/** The system's Chromium, a browser made from it, or the one that `playwright install chromium` brings. */
export function findChromium(): string | undefined {
  const onPath = foldersOnPath().flatMap((folder) => chromiumCommands.map((command) => join(folder, command)));
  const ofPlaywright = globSync(join(homedir(), '.cache/ms-playwright/chromium-*/chrome-linux*/chrome'));
  return [...onPath, ...chromiumPlaces, ...ofPlaywright].find((path) => existsSync(path));
}

/**
 * Chromium without what only a window needs, where it is installed: it draws the same pages with two thirds of the processor time.
 * Else the one with a window.
 */
export function findHeadlessChromium(): string | undefined {
  const onPath = foldersOnPath().map((folder) => join(folder, 'chromium-headless-shell'));
  const ofPlaywright = globSync(join(homedir(), '.cache/ms-playwright/chromium_headless_shell-*/*/*headless*shell*'));
  return [...onPath, ...ofPlaywright].find((path) => existsSync(path)) ?? findChromium();
}

function foldersOnPath(): readonly string[] {
  return (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
}

/** The folder of PostgreSQL's programs; Debian keeps the server's off the PATH. */
export function findPostgresFolder(): string | undefined {
  const ofDebian = globSync('/usr/lib/postgresql/*/bin');
  return [...ofDebian, ...foldersOnPath()].find((folder) =>
    ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))),
  );
}

/** Debian keeps it off the PATH of those who are not root. */
export function findNginx(): string | undefined {
  return [...foldersOnPath(), '/usr/sbin'].map((folder) => join(folder, 'nginx')).find((file) => existsSync(file));
}

/** What a Chromium that nobody looks at is started with: it must run as root, draw without a card and talk to nobody. */
export const chromiumFlags: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const needs: readonly Need[] = [
  {
    name: 'R',
    isThere: () => hasLanguage('r'),
    howToInstall: {
      linux: 'install the package r-base-core (Debian, Ubuntu) or R (others)',
      darwin: 'brew install r',
      win32: 'winget install RProject.R',
    },
  },
  {
    name: 'Julia',
    isThere: () => hasLanguage('julia'),
    howToInstall: {
      linux: 'curl -fsSL https://install.julialang.org | sh',
      darwin: 'brew install julia',
      win32: 'winget install Julialang.Julia',
    },
  },
  {
    name: 'Python',
    isThere: () => hasLanguage('python'),
    howToInstall: {
      linux: 'install the package python3',
      darwin: 'brew install python',
      win32: 'winget install Python.Python.3.13',
    },
  },
  {
    name: 'PostgreSQL',
    isThere: () => findPostgresFolder() !== undefined,
    howToInstall: {
      linux: 'install the package postgresql',
      darwin: 'brew install postgresql@15',
      win32: 'winget install PostgreSQL.PostgreSQL.15',
    },
  },
  {
    name: 'nginx',
    isThere: () => findNginx() !== undefined,
    howToInstall: {
      linux: 'install the package nginx-light (Debian, Ubuntu) or nginx (others)',
      darwin: 'brew install nginx',
      win32: 'it is run on Linux and macOS only',
    },
  },
  {
    name: 'Chromium',
    isThere: () => findChromium() !== undefined,
    howToInstall: {
      linux: 'install the package chromium',
      darwin: 'brew install --cask google-chrome',
      win32: 'winget install Google.Chrome',
    },
  },
  {
    name: "GNOME's keyring",
    isThere: hasKeyring,
    howToInstall: {
      linux: 'install the packages gnome-keyring and dbus',
      darwin: 'it is on Linux only, where the tests of the keychain are run',
      win32: 'it is on Linux only, where the tests of the keychain are run',
    },
  },
];

/** One sentence for each thing that is missing: what is skipped without it, and how to get it on this platform. */
export function listMissingNeeds(platform: NodeJS.Platform): readonly string[] {
  const system = platform === 'darwin' || platform === 'win32' ? platform : 'linux';
  return needs
    .filter((need) => !need.isThere())
    .map(
      (need) => `${need.name} is missing: the tests that need it are skipped. To get it: ${need.howToInstall[system]}.`,
    );
}
