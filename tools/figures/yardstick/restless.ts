// A mains on which everything happens that the sample path answers to, for comparisons: no two windows of it are alike.

const WORDS = 8;
const FULL_SCALE = 0x7fffff;
const FLAG_INVALID = 1;
/** 230 V and 5 A rms in counts of the front end. */
const PEAK = [4.07e6, 4.07e6, 4.07e6, 2.8e5, 2.8e5, 2.8e5, 0.4e5];
const ANGLE_turns = [0, -1 / 3, -2 / 3, -0.1, -0.43, -0.77, -0.2];

const within = (t_s: number, from_s: number, to_s: number) => t_s >= from_s && t_s < to_s;

/** A dip of one phase, a swell, an interruption of all, and a first phase that stays away. */
function amplitude(input: number, t_s: number): number {
  if (within(t_s, 2.2, 2.6) && input < 3) return 0;
  if (within(t_s, 1.5, 1.8) && input === 1) return 0.5;
  if (within(t_s, 3.2, 3.35) && input === 2) return 1.15;
  if (within(t_s, 4, 4.7) && input === 0) return 0.01;
  return 1;
}

/** Frequency and its jump of phase. */
const turns = (t_s: number) =>
  t_s < 1 ? 50 * t_s : 50 + 50.7 * (t_s - 1) + (within(t_s, 2.9, 60) ? 0.15 : 0);

/** The whole number that is noise enough, the same in every run. */
function noise(seed: number): number {
  const mixed = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d);
  return ((mixed ^ (mixed >>> 12)) & 0x1ff) - 0x100;
}

function value(input: number, index: number, t_s: number): number {
  const at = turns(t_s) + ANGLE_turns[input];
  const wave = (order: number, share: number) => share * Math.sin(2 * Math.PI * order * at);
  const shape = wave(1, 1) + wave(3, 0.08) + wave(5, 0.06) + wave(11, 0.02) + wave(3.5, 0.01);
  const flicker = 1 + 0.01 * Math.sin(2 * Math.PI * 8.8 * t_s);
  const whole = PEAK[input] * amplitude(input, t_s) * flicker * shape + 900 + noise(index * 7 + input);
  return Math.max(-FULL_SCALE - 1, Math.min(FULL_SCALE, Math.round(whole)));
}

/** Fills sets from an index on; some stand at the end of the range, some repeat the one before, some are marked as damaged. */
export function fillRestless(block: Int32Array, first: number, rate_Hz: number): void {
  for (let at = 0; at < block.length; at += WORDS) {
    const index = first + at / WORDS;
    const t_s = index / rate_Hz;
    const held = within(t_s, 3.5, 3.503) || within(t_s, 3.7, 3.7008);
    const shown = held ? Math.floor((t_s < 3.6 ? 3.5 : 3.7) * rate_Hz) : index;
    for (let input = 0; input < WORDS - 1; input++) block[at + input] = value(input, shown, shown / rate_Hz);
    if (within(t_s, 3, 3.002)) block[at + 1] = FULL_SCALE;
    block[at + WORDS - 1] = within(t_s, 3.7, 3.7008) ? FLAG_INVALID : 0;
  }
}
