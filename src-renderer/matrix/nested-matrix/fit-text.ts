/** Texts that are remembered; a matrix of 500 objects has 1,000 headers, at a few widths while it is zoomed. */
const fittedMax = 8000;

const segments = new Intl.Segmenter();

export type FitText = (context: CanvasRenderingContext2D, text: string, widthMax: number) => string;

/** Shortens texts to a width, with an ellipsis. Measuring costs more than drawing, so what was measured is remembered. */
export function createFitText(): FitText {
  const fitted = new Map<string, string>();
  return (context, text, widthMax) => {
    const key = `${context.font}|${String(Math.floor(widthMax))}|${text}`;
    const known = fitted.get(key);
    if (known !== undefined) return known;
    if (fitted.size >= fittedMax) fitted.clear();
    const short = shorten(context, text, widthMax);
    fitted.set(key, short);
    return short;
  };
}

function shorten(context: CanvasRenderingContext2D, text: string, widthMax: number): string {
  if (context.measureText(text).width <= widthMax) return text;
  const letters = Array.from(segments.segment(text), ({ segment }) => segment); // Half an emoji is no letter.
  let [low, high] = [0, letters.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const isFit = context.measureText(`${letters.slice(0, middle).join('')}…`).width <= widthMax;
    if (isFit) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? '' : `${letters.slice(0, low).join('').trimEnd()}…`;
}
