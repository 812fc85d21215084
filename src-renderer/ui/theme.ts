import { createTheme, defaultVariantColorsResolver } from '@mantine/core';
import type { CSSVariablesResolver, MantineColorsTuple, VariantColorsResolver } from '@mantine/core';

// Mantine computes from palettes; ours come from tokens.css, so that both schemes and the widgets share one list of colours.
const accent = palette('--accent');
const err = palette('--err');
const ok = palette('--ok');
const warn = palette('--warn');

function palette(name: string): MantineColorsTuple {
  const shade = `var(${name})`;
  return [shade, shade, shade, shade, shade, shade, shade, shade, shade, shade];
}

const variantColors: VariantColorsResolver = (input) => {
  const defaults = defaultVariantColorsResolver(input);
  const color = input.color === 'red' || input.color === 'err' ? 'err' : 'accent';
  if (input.variant === 'filled') {
    return {
      ...defaults,
      background: color === 'err' ? 'var(--err)' : 'var(--accent)',
      hover: color === 'err' ? 'var(--err)' : 'var(--accent-hover)',
      color: color === 'err' ? 'var(--bg-surface)' : 'var(--on-accent)',
      border: '1px solid transparent',
    };
  }
  if (input.variant === 'light') {
    return {
      ...defaults,
      background: `var(--${color}-soft)`,
      hover: 'var(--bg-active)',
      color: color === 'err' ? 'var(--err)' : 'var(--accent-tx)',
      border: '1px solid transparent',
    };
  }
  if (input.variant === 'subtle') {
    return {
      ...defaults,
      background: 'transparent',
      hover: 'var(--bg-hover)',
      color: color === 'err' ? 'var(--err)' : 'var(--tx-2)',
      border: '1px solid transparent',
    };
  }
  return defaults;
};

export const theme = createTheme({
  fontFamily: 'var(--font-ui)',
  fontFamilyMonospace: 'var(--font-mono)',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.4', sm: '1.4', md: '1.4', lg: '1.35', xl: '1.3' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '4px', sm: '4px', md: '6px', lg: '10px', xl: '10px' },
  defaultRadius: 'md',
  primaryColor: 'accent',
  primaryShade: 6,
  colors: { accent, err, ok, warn, red: err },
  black: 'var(--tx)',
  white: '#ffffff',
  cursorType: 'default',
  respectReducedMotion: true,
  variantColorResolver: variantColors,
  components: {
    ActionIcon: { defaultProps: { variant: 'subtle', size: 28 } },
    Button: { defaultProps: { size: 'compact-sm' } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: false, zIndex: 500 } },
    Modal: {
      defaultProps: { transitionProps: { duration: 90 }, overlayProps: { backgroundOpacity: 0.28 }, radius: 'lg' },
    },
    Menu: {
      defaultProps: {
        transitionProps: { duration: 60 },
        position: 'bottom-start',
        shadow: 'none',
        offset: 4,
        // What it would put in to be focused is no part of a menu for whoever hears it read.
        withInitialFocusPlaceholder: false,
      },
    },
    Popover: { defaultProps: { transitionProps: { duration: 60 }, shadow: 'none', offset: 6 } },
  },
});

/** Hands our tokens to Mantine under its own names. */
export const cssVariables: CSSVariablesResolver = () => {
  const variables = {
    '--mantine-color-body': 'var(--bg-surface)',
    '--mantine-color-text': 'var(--tx)',
    '--mantine-color-bright': 'var(--tx)',
    '--mantine-color-dimmed': 'var(--tx-3)',
    '--mantine-color-placeholder': 'var(--tx-4)',
    '--mantine-color-anchor': 'var(--accent-tx)',
    '--mantine-color-default': 'var(--bg-surface)',
    '--mantine-color-default-hover': 'var(--bg-hover)',
    '--mantine-color-default-color': 'var(--tx)',
    '--mantine-color-default-border': 'var(--line-strong)',
    '--mantine-color-disabled': 'var(--bg-sunken)',
    '--mantine-color-disabled-color': 'var(--tx-4)',
    '--mantine-color-disabled-border': 'var(--line)',
    '--mantine-color-error': 'var(--err)',
    '--mantine-primary-color-filled': 'var(--accent)',
    '--mantine-primary-color-filled-hover': 'var(--accent-hover)',
    '--mantine-primary-color-light': 'var(--accent-soft)',
    '--mantine-primary-color-light-color': 'var(--accent-tx)',
    '--mantine-color-accent-filled': 'var(--accent)',
    '--mantine-color-accent-light': 'var(--accent-soft)',
    '--mantine-color-accent-light-color': 'var(--accent-tx)',
  };
  return { variables: {}, light: variables, dark: variables };
};
