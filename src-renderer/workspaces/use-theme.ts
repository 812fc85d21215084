import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';

import { schemeToTheme, themeToScheme } from '../ui/color-scheme.ts';
import type { Theme } from '../ui/color-scheme.ts';
import { savePreference } from './preferences.ts';

export type ThemeChoice = {
  readonly theme: Theme;
  readonly isDark: boolean;
  readonly chooseTheme: (theme: Theme) => void;
};

export function useTheme(): ThemeChoice {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const computed = useComputedColorScheme('light', { getInitialValueInEffect: false });
  return {
    theme: schemeToTheme(colorScheme),
    isDark: computed === 'dark',
    chooseTheme(theme) {
      setColorScheme(themeToScheme(theme));
      savePreference('theme', theme);
    },
  };
}
