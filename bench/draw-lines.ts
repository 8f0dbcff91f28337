/** Draws lines over time as SVG: enough for a page of the documentation, with nothing to install. */

export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [number, number])[];
}

export interface Labels {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** A horizontal line not to be crossed. */
  readonly limit?: number;
}

const WIDTH = 760;
const HEIGHT = 360;
const MARGIN = { top: 48, right: 24, bottom: 44, left: 56 };
const COLOURS = ['#2563eb', '#059669', '#d97706', '#7c3aed'];
const TICKS = 5;

export function drawLines(lines: readonly Line[], { title, x, y, limit }: Labels): string {
  const points = lines.flatMap((line) => line.points);
  const most = {
    x: niceCeiling(points.map(([at]) => at)),
    y: niceCeiling([...points.map(([, at]) => at), limit ?? 0]),
  };
  const toX = (at: number) => MARGIN.left + (at / most.x) * (WIDTH - MARGIN.left - MARGIN.right);
  const toY = (at: number) => HEIGHT - MARGIN.bottom - (at / most.y) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const steps = Array.from({ length: TICKS + 1 }, (_, step) => step / TICKS);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12" fill="#334155" role="img" aria-labelledby="title">`,
    `<title id="title">${title}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>`,
    `<text x="${MARGIN.left}" y="22" font-size="15" font-weight="600" fill="#0f172a">${title}</text>`,
    ...steps.map((step) => horizontal(toY(step * most.y), '#e2e8f0', Math.round(step * most.y).toString())),
    ...steps.map((step) =>
      label(toX(step * most.x), HEIGHT - MARGIN.bottom + 18, (step * most.x).toFixed(0), 'middle'),
    ),
    label(WIDTH - MARGIN.right, HEIGHT - 8, x, 'end'),
    label(MARGIN.left - 8, MARGIN.top - 10, y, 'end'),
    limit === undefined ? '' : horizontal(toY(limit), '#dc2626', ''),
    ...lines.map((line, index) => polyline(line, colour(index), toX, toY)),
    ...lines.map((line, index) => legend(line.name, colour(index), index)),
    '</svg>\n',
  ].join('\n');
}

function colour(index: number): string {
  return COLOURS[index % COLOURS.length] ?? '#000';
}

function polyline(
  { points }: Line,
  stroke: string,
  toX: (at: number) => number,
  toY: (at: number) => number,
): string {
  const path = points.map(([atX, atY]) => `${toX(atX).toFixed(1)},${toY(atY).toFixed(1)}`).join(' ');
  return `<polyline points="${path}" fill="none" stroke="${stroke}" stroke-width="1.6" stroke-linejoin="round"/>`;
}

function horizontal(at: number, stroke: string, text: string): string {
  const line = `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}" stroke="${stroke}"/>`;
  return text === '' ? line : line + label(MARGIN.left - 8, at + 4, text, 'end');
}

function legend(name: string, fill: string, index: number): string {
  const left = WIDTH - MARGIN.right - 170 * (index + 1);
  return `<circle cx="${left}" cy="34" r="4" fill="${fill}"/>${label(left + 9, 38, name, 'start')}`;
}

function label(x: number, y: number, text: string, anchor: 'start' | 'middle' | 'end'): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${text}</text>`;
}

/** The next 1, 2, 2.5 or 5 times a power of ten. */
function niceCeiling(values: readonly number[]): number {
  const most = values.reduce((largest, value) => Math.max(largest, value), 1);
  const power = 10 ** Math.floor(Math.log10(most));
  return ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= most) ?? 10) * power;
}
