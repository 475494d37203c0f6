// What the adjustment port's raw sums say in volts, amperes, watts and degrees.
import {
  CURRENT_COUNT_nA,
  RAW_SUMS_READY,
  VOLTAGE_COUNT_nV,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { readParameters } from '../../records/sealed-record.ts';
import { SumsNotReadyError, type Site } from './site.ts';

export interface RawSums {
  /** Seven inputs: V or A, RMS. */
  readonly rms: readonly number[];
  /** Three elements, W. */
  readonly power_W: readonly number[];
  /** Fundamental of each input after the reference voltage, degrees. */
  readonly angle_deg: readonly number[];
  /** Counts of the AFE. */
  readonly direct: readonly number[];
  /** By the RTC; undefined with fewer than two of its edges. */
  readonly rate_mHz: number | undefined;
  readonly temperature_mC: number;
  readonly frequency_mHz: number;
}

/** The sums begin and end with whole windows: they are ready up to two windows late. */
const GRACE_s = 5;
const POLL_s = 0.2;
const numbers = (value: unknown) => (value as readonly (number | bigint)[]).map(Number);
const unitOf = (input: number) => (input < 3 ? VOLTAGE_COUNT_nV : CURRENT_COUNT_nA) * 1e-9;

/** Has the meter sum over some seconds, and reads the result. Throws SumsNotReadyError. */
export async function rawSums(site: Site, seconds: number): Promise<RawSums> {
  const { sampling_rate_mHz } = await readParameters(site);
  await site.adjust('read_raw_sums', { samples: Math.round((seconds * Number(sampling_rate_mHz)) / 1000) });
  await site.wait(seconds);
  for (let late_s = 0; late_s < GRACE_s; late_s += POLL_s) {
    await site.wait(POLL_s);
    const reply = await site.adjust('read_raw_sums', { samples: 0 });
    if (reply.state !== RAW_SUMS_READY) continue;
    const edges = Number(reply.seconds);
    return {
      rms: numbers(reply.mean_squares_Q8).map((square, input) => Math.sqrt(square / 256) * unitOf(input)),
      power_W: numbers(reply.mean_products_Q8).map((p) => (p / 256) * unitOf(0) * unitOf(3)),
      angle_deg: numbers(reply.angle_udeg).map((u) => u / 1e6),
      direct: numbers(reply.direct_counts),
      rate_mHz: edges > 1 ? (Number(reply.samples_Q16) / 65536 / edges) * 1000 : undefined,
      temperature_mC: Number(reply.temperature_mC),
      frequency_mHz: Number(reply.frequency_mHz),
    };
  }
  throw new SumsNotReadyError(seconds + GRACE_s);
}

/** An angle as -180 up to 180 degrees. */
export const wrapped_deg = (angle: number): number => ((((angle + 180) % 360) + 360) % 360) - 180;
