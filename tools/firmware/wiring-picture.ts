// A board's wiring as a picture (SVG): its module from above with USB on top, each pin's number, GPIO and wire.
import { modules, type Board, type BoardModule, type BoardPin } from './boards.ts';
import { usedPins, wireOf } from './wiring.ts';

const ROW = 22;
const TOP = 74;
const WIRE_WIDTH = 450;
const MODULE_WIDTH = 190;
const WIDTH = 2 * WIRE_WIDTH + MODULE_WIDTH;
const LEFT = WIRE_WIDTH;
const RIGHT = WIRE_WIDTH + MODULE_WIDTH;
const PINS_A_SIDE = 20;

/** By what the wires of a bus or port begin with; the rest is grey. */
const COLOURS = ['#1f6fb2', '#b2431f', '#2d7d46', '#7d3fa0', '#8a6d00', '#a02c5a', '#006d77'];
const PLAIN = '#444c56';
const POWER = '#9aa3ad';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

interface Row {
  readonly label: string;
  readonly text: string;
  readonly colour: string;
  readonly isUsed: boolean;
}

/** What stands beside each pin of one board. */
class Rows {
  readonly #pins: ReadonlyMap<number, BoardPin>;
  readonly #used: ReadonlySet<string>;
  readonly #buses: readonly string[];

  constructor(board: Board) {
    this.#pins = new Map(board.pins.map((pin) => [pin.gpio, pin]));
    this.#used = usedPins(board);
    this.#buses = Object.keys(board.blocks);
  }

  /** A pin that is no GPIO, or one without a wire, shows its own name only. */
  of(label: string): Row {
    const pin = /^GPIO/.test(label) ? this.#pins.get(Number(label.slice(4))) : undefined;
    if (!pin) return { label, text: '', colour: POWER, isUsed: false };
    const bus = this.#buses.findIndex((name) => pin.name.startsWith(`${name}_`));
    const colour = bus < 0 ? PLAIN : COLOURS[bus % COLOURS.length];
    return { label, text: wireOf(pin, this.#used), colour, isUsed: this.#used.has(pin.name) };
  }
}

function drawnWire({ text, colour, isUsed }: Row, x: number, y: number, toLeft: boolean): string[] {
  if (text === '') return [];
  const end = toLeft ? x - 26 : x + 26;
  const dash = isUsed ? '' : ' stroke-dasharray="3 3"';
  const anchor = toLeft ? ' text-anchor="end"' : '';
  return [
    `<path d="M${x} ${y}H${end}" stroke="${colour}" stroke-width="2"${dash}/>`,
    `<text x="${toLeft ? end - 5 : end + 5}" y="${y + 4}" fill="${colour}"${anchor}>${escaped(text)}</text>`,
  ];
}

/** A pin of the module's left or right edge, numbered counter-clockwise from the top left. */
function drawnPin(row: Row, pin: number): string[] {
  const toLeft = pin <= PINS_A_SIDE;
  const place = toLeft ? pin - 1 : 2 * PINS_A_SIDE - pin;
  const y = TOP + place * ROW + ROW / 2;
  const x = toLeft ? LEFT : RIGHT;
  const inside = toLeft ? x + 12 : x - 12;
  const anchor = toLeft ? '' : ' text-anchor="end"';
  return [
    `<circle cx="${x}" cy="${y}" r="4" fill="${row.colour}"/>`,
    `<text x="${inside}" y="${y + 4}" fill="#e6edf3"${anchor}>${toLeft ? `${pin}  ${row.label}` : `${row.label}  ${pin}`}</text>`,
    ...drawnWire(row, x, y, toLeft),
  ];
}

/** What is not at the edges: connectors and the LED, a line each below the module. */
function linesBelow(module: BoardModule, rows: Rows): string[] {
  const wires = Object.entries(module.connectors).flatMap(([connector, names]) =>
    Object.entries(names).map(([name, gpio]): [string, number] => [`${connector} ${name}`, gpio]),
  );
  const top = TOP + PINS_A_SIDE * ROW + 30;
  return [...wires, ['LED', module.led_gpio] as [string, number]].flatMap(([name, gpio], n) => {
    const { text, colour } = rows.of(`GPIO${gpio}`);
    const line = `${name}, GPIO${gpio}: ${text || 'free'}`;
    return [`<text x="${LEFT - 120}" y="${top + n * ROW}" fill="${colour}">${escaped(line)}</text>`];
  });
}

/** The picture: the same bytes from the same board. */
export function wiringPicture(board: Board): string {
  const module = modules()[board.module];
  const rows = new Rows(board);
  const below = linesBelow(module, rows);
  const height = TOP + PINS_A_SIDE * ROW + 30 + below.length * ROW;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    `<title>${escaped(board.name)}: its wiring</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    '<g font-family="DejaVu Sans, Arial, sans-serif" font-size="12">',
    `<text x="${WIDTH / 2}" y="24" text-anchor="middle" font-size="16" fill="#1f2328">${escaped(board.name)}, from above</text>`,
    `<rect x="${LEFT + MODULE_WIDTH / 2 - 26}" y="${TOP - 26}" width="52" height="30" rx="3" fill="#8b949e"/>`,
    `<rect x="${LEFT}" y="${TOP - 8}" width="${MODULE_WIDTH}" height="${PINS_A_SIDE * ROW + 16}" rx="8" fill="#22272e"/>`,
    `<text x="${WIDTH / 2}" y="${TOP - 12}" text-anchor="middle" fill="#1f2328">USB</text>`,
    ...module.header.flatMap((label, n) => drawnPin(rows.of(label), n + 1)),
    ...below,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}
