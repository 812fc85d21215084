import type { PaletteColor } from '../project-settings.ts';

/** Single quotes, since it stands in an attribute. */
export const svgFont = "Inter, 'Inter Variable', system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif";

/** A file is read on paper and in other programs, so pictures are always light. The values are those of ui/tokens.css. */
export const svgColors = {
  surface: '#ffffff',
  sunken: '#f3f5f8',
  line: '#e0e4ea',
  lineStrong: '#cbd1db',
  text: '#171c28',
  textSoft: '#4a5468',
  textFaint: '#677185',
  accent: '#2d5bd1',
  warn: '#995a00',
  warnSoft: '#fdf0d9',
  ok: '#16794c',
  okSoft: '#e2f4ea',
} as const;

export type CardColors = { readonly fill: string; readonly line: string; readonly text: string };

export const paletteSvgColors: { readonly [color in PaletteColor]: CardColors } = {
  blue: { fill: '#e6edfc', line: '#9db7f0', text: '#1d3f94' },
  yellow: { fill: '#fdf3d0', line: '#e6cf7c', text: '#6b4f00' },
  pink: { fill: '#fce6f1', line: '#eab1cf', text: '#8c2460' },
  green: { fill: '#e2f4ea', line: '#9fd4b6', text: '#125c3a' },
  violet: { fill: '#efe8fc', line: '#c3adee', text: '#5327a3' },
  teal: { fill: '#dff5f2', line: '#95d3cb', text: '#0b5b53' },
  orange: { fill: '#fdeadb', line: '#f0bd92', text: '#8a4205' },
  grey: { fill: '#f0f2f5', line: '#cbd1db', text: '#3d4658' },
};
