// The longest calls of the management module on the emulated board, by what it is at, as the firmware counts them (DWT CYCCNT), how
// long a register is waited for, and the start; npx tsx tools/tests/call-times/main.ts.
import { bootTimes } from '../../figures/boot.ts';
import { printFigures } from '../../figures/print-figures.ts';
import { Surroundings } from '../../meter/conductor/surroundings.ts';
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import { withMeter } from '../../meter/targets/with-meter.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { testKeys } from '../../meter/keys/development-keys.ts';
import { doAll, longAssociation_ms, type Waits } from './doings.ts';
import { Watched, type LongestCall } from './watched.ts';

/** No call is to be longer; slow work goes on beside it. */
const BOUND_ms = 50;
const BOOT_BOUND_ms = 2000;
/** A register, and the same while signatures are made. */
const ANSWER_BOUND_ms = 30;
const BESIDE_BOUND_ms = 200;
/** Associations without the line's time. */
const GMAC_BOUND_ms = 300;
const ECDSA_BOUND_ms = 1000;
const ECDSA_384_BOUND_ms = 3000;
/** Twenty seconds before a month ends. */
const START_s = Date.UTC(2026, 10, 30, 23, 59, 40) / 1000;

interface Found extends Waits {
  readonly bySuite2_ms: number;
  readonly calls: readonly LongestCall[];
}

async function bySuite2(): Promise<number> {
  const keys = testKeys(2);
  const source = sineSource({ service: '3p4w', volts: 230, amps: 5 });
  return withMeter('emulated aot', { source, keys, timing: 'cycles' }, (meter) =>
    longAssociation_ms(meter as EmulatedMeter, keys.management),
  );
}

async function callTimes(): Promise<Omit<Found, 'bySuite2_ms'>> {
  const source = sineSource({ service: '3p4w', volts: 230, amps: 5 });
  const surroundings = new Surroundings({}, START_s);
  const options = { source, surroundings, timing: 'cycles', lines: { uplink: 'wrapper' } } as const;
  return withMeter('emulated aot', options, async (meter) => {
    surroundings.plug('uplink');
    surroundings.plug('downlink');
    const watched = new Watched(meter as EmulatedMeter);
    return { ...(await doAll(watched)), calls: watched.calls };
  });
}

interface Row {
  readonly what: string;
  readonly ms: number;
  readonly allowed_ms: number;
}

const rowsOf = (found: Found, management_ms: number): Row[] => [
  ...found.calls.map(({ what, longest_ms }) => ({ what, ms: longest_ms, allowed_ms: BOUND_ms })),
  {
    what: 'from the last byte of a request for a register at the uplink slot to the first of its answer',
    ...{ ms: found.alone_ms, allowed_ms: ANSWER_BOUND_ms },
  },
  {
    what: 'the same while signatures are made and verified for another',
    ...{ ms: found.besideSignatures_ms, allowed_ms: BESIDE_BOUND_ms },
  },
  {
    what: 'an association by GMAC, without the time of its bytes on the line',
    ...{ ms: found.byGmac_ms, allowed_ms: GMAC_BOUND_ms },
  },
  { what: 'an association by ECDSA, the same', ms: found.byEcdsa_ms, allowed_ms: ECDSA_BOUND_ms },
  { what: 'the same under security suite 2', ms: found.bySuite2_ms, allowed_ms: ECDSA_384_BOUND_ms },
  { what: 'power-on to the first register on the display', ms: management_ms, allowed_ms: BOOT_BOUND_ms },
];

const lineOf = ({ what, ms, allowed_ms }: Row): string =>
  `${ms.toFixed(2).padStart(8)} ms of ${String(allowed_ms).padStart(4)}  ${what}`;

async function lines(): Promise<string[]> {
  const found = { ...(await callTimes()), bySuite2_ms: await bySuite2() };
  const rows = rowsOf(found, (await bootTimes('aot')).management_ms);
  if (rows.some(({ ms, allowed_ms }) => ms > allowed_ms)) process.exitCode = 1;
  return [
    'the emulated management board: longest calls of its module while something is done, in cycles of 150 MHz counted by its firmware, then waits',
    ...rows.map(lineOf),
  ];
}

await printFigures(lines);
