// Draws what a program prints as it stands on a terminal: an SVG of text in a frame, the same bytes from the same text.

const CELL_WIDTH = 8.4;
const LINE_HEIGHT = 18;
const MARGIN = 14;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Each line at its place and of its length, whatever font stands in for the one asked for. */
function lineElement(line: string, row: number): string {
  if (line.trim() === '') return '';
  const y = MARGIN + (row + 1) * LINE_HEIGHT - 5;
  const width = (line.length * CELL_WIDTH).toFixed(1);
  return `<text x="${MARGIN}" y="${y}" textLength="${width}" xml:space="preserve">${escaped(line)}</text>`;
}

/** The picture; `title` is what is read out in its place. */
export function terminalPicture(title: string, lines: readonly string[], columns: number): string {
  const width = Math.ceil(columns * CELL_WIDTH + 2 * MARGIN);
  const height = lines.length * LINE_HEIGHT + 2 * MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#16181d"/>`,
    `<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14" fill="#d8dee9">`,
    ...lines.map(lineElement).filter((element) => element !== ''),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}
