/*
 * A picture as PNG. The renderer is resvg, compiled to WebAssembly: nothing of the system is needed but, for scripts that Inter
 * does not have, its fonts.
 */
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

import { Resvg, initWasm } from '@resvg/resvg-wasm';

// Not called `require`, a name that the build gives to one of its own.
const packages = createRequire(import.meta.url);

/** Twice the size on screen, as long as the picture stays one that programs can open. */
const scale = 2;
const pixelsMax = 50_000_000;
const sideMax = 16_000;

let isReady: Promise<void> | undefined;

export async function renderPng(svg: string): Promise<Uint8Array> {
  isReady ??= readFile(packages.resolve('@resvg/resvg-wasm/index_bg.wasm')).then(async (wasm) => await initWasm(wasm));
  await isReady;
  const { width, height } = sizeOf(svg);
  const fits = Math.min(scale, sideMax / width, sideMax / height, Math.sqrt(pixelsMax / (width * height)));
  const picture = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: fits },
    font: { fontBuffers: [...(await interFonts()), ...(await systemFonts(svg))], defaultFontFamily: 'Inter' },
  });
  try {
    const image = picture.render();
    try {
      return image.asPng();
    } finally {
      image.free();
    }
  } finally {
    picture.free();
  }
}

/** Every picture of ours begins with its size. */
function sizeOf(svg: string): { readonly width: number; readonly height: number } {
  const [, width, height] = /<svg[^>]* width="(\d+)" height="(\d+)"/u.exec(svg) ?? [];
  return { width: Math.max(1, Number(width ?? 1)), height: Math.max(1, Number(height ?? 1)) };
}

const subsets = ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'greek', 'greek-ext', 'vietnamese'];

async function interFonts(): Promise<readonly Uint8Array[]> {
  const folder = path.join(path.dirname(packages.resolve('@fontsource/inter/package.json')), 'files');
  const names = subsets.flatMap((subset) =>
    [400, 600].map((weight) => `inter-${subset}-${String(weight)}-normal.woff2`),
  );
  return await Promise.all(names.map(async (name) => await readFile(path.join(folder, name))));
}

/** What the parts of Inter that come along have: Latin, Greek, Cyrillic, punctuation and a few signs. */
const inInter = /^[\t\n\r\u0020-\u052F\u1E00-\u1EFF\u2000-\u206F\u20A0-\u20BF\u2122\u2191\u2193\u2212\uFEFF\uFFFD]*$/u;

const fontFolders: { readonly [platform: string]: readonly string[] | undefined } = {
  linux: ['/usr/share/fonts', '/usr/local/share/fonts'],
  darwin: ['/System/Library/Fonts', '/Library/Fonts'],
  win32: [path.join(process.env['WINDIR'] ?? String.raw`C:\Windows`, 'Fonts')],
};

/** Families with many scripts, the most useful ones first. */
const wideFonts =
  /^(?:NotoSans(?:-Regular|\[|CJK|Arabic-Regular|Hebrew-Regular|Devanagari-Regular|Thai-Regular|JP|SC|KR|Symbols)|NotoEmoji|DejaVuSans\.|FreeSans\.|Arial Unicode|ArialUnicode|SFArabic|SFHebrew|PingFang|Hiragino|AppleGothic|segoeui\.|seguisym|seguiemj|msgothic|msyh|malgun|Nirmala|tahoma\.)/u;
const systemFontsMax = 8;
const fontBytesMax = 40_000_000;
const foldersMax = 2000;

/** Read only when a text has characters of other scripts: the fonts of a system are many, and large. */
async function systemFonts(svg: string): Promise<readonly Uint8Array[]> {
  if (inInter.test(svg)) return [];
  const files = (await Promise.all((fontFolders[process.platform] ?? []).map(listFonts))).flat();
  const fonts: Uint8Array[] = [];
  for (const file of files.slice(0, systemFontsMax)) {
    const font = await readFile(file).catch(() => undefined);
    if (font !== undefined && font.length <= fontBytesMax) fonts.push(font);
  }
  return fonts;
}

async function listFonts(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  return entries
    .slice(0, foldersMax)
    .filter((entry) => wideFonts.test(path.basename(entry)) && /\.(?:ttf|otf|ttc)$/iu.test(entry))
    .map((entry) => path.join(folder, entry));
}
