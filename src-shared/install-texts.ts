import type { Language } from './calls/language.ts';

const steps: { readonly [language in Language]: { readonly [platform: string]: string } } = {
  python: {
    linux: 'On Debian or Ubuntu type `sudo apt install python3`, on Fedora `sudo dnf install python3`.',
    darwin:
      'With Homebrew type `brew install python`; without it, use the installer from https://www.python.org/downloads/macos/.',
    win32:
      'In a terminal type `winget install Python.Python.3.13`, or use the installer from https://www.python.org/downloads/windows/.',
    other: 'Python is at https://www.python.org/downloads/.',
  },
  r: {
    linux: 'On Debian or Ubuntu type `sudo apt install r-base-core`, on Fedora `sudo dnf install R-core`.',
    darwin:
      'With Homebrew type `brew install r`; without it, use the package from https://cran.r-project.org/bin/macosx/.',
    win32:
      'In a terminal type `winget install RProject.R`, or use the installer from https://cran.r-project.org/bin/windows/base/.',
    other: 'R is at https://cran.r-project.org/.',
  },
  julia: {
    linux: 'In a terminal type `curl -fsSL https://install.julialang.org | sh`, which installs it for you alone.',
    darwin: 'In a terminal type `curl -fsSL https://install.julialang.org | sh`, which installs it for you alone.',
    win32: 'In a terminal type `winget install --name Julia --id 9NJNWW8PVKMN -e -s msstore`.',
    other: 'Julia is at https://julialang.org/downloads/.',
  },
};

/** The exact way to install a language; `platform` is Node's name of it (`linux`, `darwin`, `win32`). */
export function howToInstall(language: Language, platform: string): string {
  const known = steps[language];
  return known[platform] ?? known.other ?? '';
}
