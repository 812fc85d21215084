import type { Theme } from '@glideapps/glide-data-grid';

/** The grid draws on a canvas, which knows no CSS variables: the tokens' values of the scheme that is on. */
export function readGridTheme(_scheme: 'light' | 'dark'): Partial<Theme> {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    accentColor: token('--accent'),
    accentFg: token('--on-accent'),
    accentLight: token('--accent-soft'),
    textDark: token('--tx'),
    textMedium: token('--tx-2'),
    textLight: token('--tx-4'),
    textBubble: token('--tx'),
    textHeader: token('--tx'),
    textHeaderSelected: token('--on-accent'),
    textGroupHeader: token('--tx-2'),
    bgIconHeader: token('--tx-4'),
    fgIconHeader: token('--bg-surface'),
    bgCell: token('--bg-surface'),
    bgCellMedium: token('--bg-sunken'),
    bgHeader: token('--bg-sunken'),
    bgHeaderHasFocus: token('--bg-hover'),
    bgHeaderHovered: token('--bg-hover'),
    bgBubble: token('--bg-sunken'),
    bgBubbleSelected: token('--bg-surface'),
    bgSearchResult: token('--warn-soft'),
    borderColor: token('--line'),
    horizontalBorderColor: token('--line'),
    drilldownBorder: token('--line'),
    linkColor: token('--accent-tx'),
    cellHorizontalPadding: 8,
    cellVerticalPadding: 3,
    headerFontStyle: '600 12px',
    baseFontStyle: '12px',
    markerFontStyle: '11px',
    fontFamily: token('--font-ui'),
    editorFontSize: '12px',
    lineHeight: 1.4,
  };
}
