// What a vector diagram tells of the wiring of a meter with three elements, from magnitudes and angles alone.

/** Of one phase; angles in degrees after U1, undefined where there is none. */
export interface Element {
  readonly volts: number;
  readonly amps: number;
  readonly voltage_deg: number | undefined;
  readonly current_deg: number | undefined;
}

export type Fault =
  | {
      readonly kind: 'voltage missing' | 'current reversed' | 'current of another phase';
      readonly phase: number;
    }
  | { readonly kind: 'phases swapped' };

/** A voltage below this part of the highest is missing. */
const MISSING = 0.5;
/** Loads lag or lead by no more. */
const OWN_deg = 75;
const SEQUENCE_deg = 60;
/** What a fault weighs beside degrees by which loads differ, and a load that leads or lags unusually. */
const FAULT_deg = 40;
const UNUSUAL_deg = 200;

/** Into -180 to 180. */
export const turned = (degrees: number): number => ((((degrees + 180) % 360) + 360) % 360) - 180;
const apart = (a: number, b: number): number => Math.abs(turned(a - b));

function missing(elements: readonly Element[]): number[] {
  const highest = Math.max(...elements.map(({ volts }) => volts));
  return elements.flatMap(({ volts, voltage_deg }, i) =>
    highest > 0 && (volts < MISSING * highest || voltage_deg === undefined) ? [i] : [],
  );
}

function sequenceFault(elements: readonly Element[]): Fault[] {
  if (elements.length !== 3) return [];
  const [, second, third] = elements.map(({ voltage_deg }) => voltage_deg);
  if (second === undefined || third === undefined) return [];
  return apart(second, 240) < SEQUENCE_deg && apart(third, 120) < SEQUENCE_deg
    ? [{ kind: 'phases swapped' }]
    : [];
}

/** A way in which currents may be wired: of which element each is, and whether it runs backwards. */
interface Wired {
  readonly of: readonly number[];
  readonly isReversed: readonly boolean[];
}

const ORDERS: readonly (readonly number[])[] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [2, 1, 0],
  [1, 2, 0],
  [2, 0, 1],
];
const WAYS: readonly Wired[] = ORDERS.flatMap((of) =>
  Array.from({ length: 8 }, (_, bits) => ({ of, isReversed: [0, 1, 2].map((i) => ((bits >> i) & 1) === 1) })),
);

/** Mean of angles, on the circle. */
function meanOf(angles: readonly number[]): number {
  const sum = (part: (x: number) => number) =>
    angles.reduce((total, a) => total + part((a * Math.PI) / 180), 0);
  return (Math.atan2(sum(Math.sin), sum(Math.cos)) * 180) / Math.PI;
}

/** How unlikely a way is: loads of the phases resemble each other, they lag or lead by less than 75 degrees, and faults are rare. */
function unlikeliness(elements: readonly Element[], { of, isReversed }: Wired): number {
  const lags = elements.flatMap(({ voltage_deg }, i) => {
    const { current_deg } = elements[of[i]];
    return current_deg === undefined || voltage_deg === undefined
      ? []
      : [turned(current_deg - voltage_deg + (isReversed[i] ? 180 : 0))];
  });
  if (lags.length === 0) return 0;
  const mean = meanOf(lags);
  const spread = lags.reduce((sum, lag) => sum + apart(lag, mean), 0);
  const wrong = of.filter((from, i) => from !== i).length + isReversed.filter(Boolean).length;
  // Three elements that all run backwards feed in.
  const isUsual = Math.abs(mean) <= OWN_deg || (lags.length > 1 && Math.abs(mean) >= 180 - OWN_deg);
  return spread + FAULT_deg * wrong + (isUsual ? 0 : UNUSUAL_deg);
}

/** The likeliest way in which the currents are wired, as faults. */
function currentFaults(elements: readonly Element[]): Fault[] {
  const ways = WAYS.filter(({ of }) => elements.length === 3 || of === ORDERS[0]);
  const costs = ways.map((way) => unlikeliness(elements, way));
  const { of, isReversed } = ways[costs.indexOf(Math.min(...costs))];
  const isThere = (i: number) =>
    elements[i].current_deg !== undefined && elements[i].voltage_deg !== undefined;
  return elements.flatMap((_, i): Fault[] => {
    if (!isThere(i)) return [];
    if (of[i] !== i) return [{ kind: 'current of another phase', phase: i + 1 }];
    return isReversed[i] ? [{ kind: 'current reversed', phase: i + 1 }] : [];
  });
}

/** What is wrong, the voltages first. */
export function wiringFaults(elements: readonly Element[]): Fault[] {
  const gone = missing(elements);
  const voltages = gone.map((i): Fault => ({ kind: 'voltage missing', phase: i + 1 }));
  return [...voltages, ...sequenceFault(elements), ...currentFaults(elements)];
}
