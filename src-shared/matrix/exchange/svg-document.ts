import { escapeXml } from './svg-text.ts';
import { svgColors, svgFont } from './svg-theme.ts';

export type SvgSize = { readonly width: number; readonly height: number };

/** A picture with nothing in it from outside, on white, with its title for who cannot see it. `body` is markup. */
export function svgDocument(title: string, { width, height }: SvgSize, body: readonly string[]): string {
  const [w, h] = [Math.ceil(width), Math.ceil(height)].map(String);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w ?? ''}" height="${h ?? ''}" viewBox="0 0 ${w ?? ''} ${h ?? ''}" role="img" font-family="${svgFont}">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="100%" height="100%" fill="${svgColors.surface}"/>`,
    ...body,
    '</svg>\n',
  ].join('\n');
}

export type TextOptions = {
  readonly x: number;
  readonly y: number;
  readonly size?: number;
  readonly color?: string;
  readonly isBold?: boolean;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Degrees, around the point where it stands. */
  readonly turn?: number;
};

/** One line; `y` is its baseline. */
export function svgText(text: string, options: TextOptions): string {
  const { x, y, size = 12, color = svgColors.text, isBold = false, anchor = 'start', turn } = options;
  const attributes = [
    `x="${number(x)}"`,
    `y="${number(y)}"`,
    `font-size="${number(size)}"`,
    `fill="${color}"`,
    isBold ? 'font-weight="600"' : '',
    anchor === 'start' ? '' : `text-anchor="${anchor}"`,
    turn === undefined ? '' : `transform="rotate(${number(turn)} ${number(x)} ${number(y)})"`,
  ];
  return `<text ${attributes.filter((attribute) => attribute !== '').join(' ')}>${escapeXml(text)}</text>`;
}

export type RectOptions = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly fill?: string;
  readonly stroke?: string;
  readonly radius?: number;
  /** Shown where the pointer rests, and read out: the text that the box had no room for. */
  readonly title?: string;
};

export function svgRect({ x, y, width, height, fill = 'none', stroke, radius, title }: RectOptions): string {
  const box = `x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}"`;
  const look = `fill="${fill}"${stroke === undefined ? '' : ` stroke="${stroke}"`}${radius === undefined ? '' : ` rx="${number(radius)}"`}`;
  return title === undefined
    ? `<rect ${box} ${look}/>`
    : `<rect ${box} ${look}><title>${escapeXml(title.slice(0, 2000))}</title></rect>`;
}

export function svgLine(from: readonly [number, number], to: readonly [number, number], color: string): string {
  const [[x1, y1], [x2, y2]] = [from, to];
  return `<line x1="${number(x1)}" y1="${number(y1)}" x2="${number(x2)}" y2="${number(y2)}" stroke="${color}"/>`;
}

/** With as many decimals as anybody can see. */
function number(value: number): string {
  return String(Math.round(value * 100) / 100);
}
