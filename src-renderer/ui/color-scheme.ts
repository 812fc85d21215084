import type { MantineColorScheme, MantineColorSchemeManager } from '@mantine/core';

/** What a person chose; `system` follows the desktop. */
export type Theme = 'light' | 'dark' | 'system';

const themeKey = 'triptych-theme';
const cookieSecondsMax = 400 * 24 * 3600; // The longest that Chromium keeps a cookie.

export function isTheme(value: unknown): value is Theme {
  return value === 'light' || value === 'dark' || value === 'system';
}

export function themeToScheme(theme: Theme): MantineColorScheme {
  return theme === 'system' ? 'auto' : theme;
}

export function schemeToTheme(scheme: MantineColorScheme): Theme {
  return scheme === 'auto' ? 'system' : scheme;
}

/**
 * Remembers the theme where choose-theme.js finds it before the first paint: a cookie, because each start of the loopback
 * shell has another port and with it another local storage, and local storage, because app:// pages have no cookies.
 */
export function createSchemeManager(): MantineColorSchemeManager {
  return {
    get: (fallback) => {
      const kept = readTheme();
      return kept === undefined ? fallback : themeToScheme(kept);
    },
    set: (scheme) => writeTheme(schemeToTheme(scheme)),
    subscribe: () => undefined,
    unsubscribe: () => undefined,
    clear: () => writeTheme('system'),
  };
}

function readTheme(): Theme | undefined {
  const cookie = /(?:^|; )triptych-theme=(\w+)/.exec(document.cookie)?.[1] ?? readStored();
  return isTheme(cookie) ? cookie : undefined;
}

function readStored(): string | undefined {
  try {
    return localStorage.getItem(themeKey) ?? undefined;
  } catch {
    return undefined; // Storage may be switched off.
  }
}

function writeTheme(theme: Theme): void {
  document.cookie = `${themeKey}=${theme}; max-age=${String(cookieSecondsMax)}; path=/; samesite=strict`;
  try {
    localStorage.setItem(themeKey, theme);
  } catch {
    // The cookie has it.
  }
}
