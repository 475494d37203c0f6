// Harmonics as somebody writes them, 3:20@180, 5:10, and how distorted they make a wave: the one description that server and page share.

export interface Harmonic {
  readonly order: number;
  /** Of the fundamental. */
  readonly percent: number;
  readonly angle_deg: number;
}

/** Words that are no harmonic. */
export class HarmonicsError extends Error {}

const ORDERS = { least: 2, most: 63 } as const;
const MOST_percent = 200;
const ONE = /^(\d+)\s*:\s*([\d.]+)(?:\s*@\s*(-?[\d.]+))?$/;

function harmonicOf(word: string): Harmonic {
  const [, order, percent, angle = '0'] = ONE.exec(word.trim()) ?? [];
  if (order === undefined)
    throw new HarmonicsError(`'${word.trim()}': order:percent or order:percent@degrees`);
  const made = { order: Number(order), percent: Number(percent), angle_deg: Number(angle) };
  if (made.order < ORDERS.least || made.order > ORDERS.most)
    throw new HarmonicsError(`order ${order}: ${ORDERS.least} to ${ORDERS.most}`);
  if (!(made.percent <= MOST_percent)) throw new HarmonicsError(`${percent} %: at most ${MOST_percent}`);
  if (Number.isNaN(made.angle_deg)) throw new HarmonicsError(`${angle}: an angle in degrees`);
  return made;
}

/** As they are written: 3:20@180, 5:10. Throws HarmonicsError. */
export function harmonicsOf(text: string): Harmonic[] {
  const harmonics = text.trim() === '' ? [] : text.split(',').map(harmonicOf);
  const orders = harmonics.map(({ order }) => order);
  const twice = orders.find((order, i) => orders.indexOf(order) < i);
  if (twice !== undefined) throw new HarmonicsError(`order ${twice}: twice`);
  return harmonics;
}

/** Total harmonic distortion, % of the fundamental. */
export const thdOf = (harmonics: readonly Harmonic[]): number =>
  Math.sqrt(harmonics.reduce((sum, { percent }) => sum + percent ** 2, 0));
