// Tells by magnitude and shape which of two signals without names is the voltage and which the current.
import { meanProduct, strongestCycles, withoutDc, phasorAt, magnitude } from './reference.ts';

/** Samples looked at. */
const LOOK = 1 << 15;
/** RMS of a mains voltage in volts; a current of a meter is smaller. */
const MAINS_V = [80, 500] as const;
/** A shape counts as purer when its distortion is this much smaller, in parts of the whole and by ratio. */
const PURER_BY = 0.02;
const PURER_RATIO = 1.5;

interface Look {
  readonly rms: number;
  /** Whole numbers only: codes of a converter, whose magnitude says nothing. */
  readonly codes: boolean;
  readonly distortion: number;
}

function look(samples: Float64Array): Look {
  const some = withoutDc(samples.subarray(0, LOOK));
  const rms = Math.sqrt(meanProduct(some, some));
  const cycles = strongestCycles(some);
  const fundamental = cycles > 0 ? magnitude(phasorAt(some, cycles, 'hann')) : 0;
  const codes = samples.subarray(0, LOOK).every(Number.isInteger);
  return { rms, codes, distortion: rms > 0 ? Math.sqrt(Math.max(0, 1 - (fundamental / rms) ** 2)) : 1 };
}

export interface Told {
  readonly voltage: 0 | 1;
  readonly reason: string;
  /** The values are volts and amperes by their magnitude. */
  readonly physical: boolean;
}

/** Which of the two is the voltage, with the reason; undefined when neither tells. */
export function tellVoltage(a: Float64Array, b: Float64Array): Told | undefined {
  const [x, y] = [look(a), look(b)];
  const isMains = ({ rms, codes }: Look): boolean => !codes && rms >= MAINS_V[0] && rms <= MAINS_V[1];
  if (isMains(x) !== isMains(y)) {
    const voltage = isMains(x) ? 0 : 1;
    const [mains, current] = isMains(x) ? [x, y] : [y, x];
    const reason = `${mains.rms.toPrecision(4)} RMS is a mains voltage`;
    return { voltage, reason, physical: current.rms < mains.rms && !current.codes };
  }
  return byShape(x, y);
}

function byShape(x: Look, y: Look): Told | undefined {
  const [pure, other] = x.distortion <= y.distortion ? [x, y] : [y, x];
  if (other.distortion > PURER_RATIO * pure.distortion && other.distortion - pure.distortion > PURER_BY) {
    return { voltage: pure === x ? 0 : 1, reason: 'its shape is nearer to a sine', physical: false };
  }
  const [large, small] = x.rms >= y.rms ? [x, y] : [y, x];
  if (large.rms > 3 * small.rms)
    return { voltage: large === x ? 0 : 1, reason: 'it is the larger one', physical: false };
  return undefined;
}
