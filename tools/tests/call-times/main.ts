// The longest calls of the management module on the emulated board, by what it is at, as the firmware counts them (DWT CYCCNT), and its start.
import { readFileSync } from 'node:fs';
import { ERROR_TEXTS, LEVEL_3_CLIENT } from '../../shared-protocol/generated/ts/programming.ts';
import { fromWire, toWire } from '../clients/parity.ts';
import { ProgrammingTalk, type Talk } from '../clients/programming/index.ts';
import { imageFile } from '../firmware/firmware-image.ts';
import { symbolAddress } from '../firmware/sections.ts';
import { Surroundings } from '../meter/conductor/surroundings.ts';
import type { EmulatedMeter } from '../meter/emulated/emulated-meter.ts';
import { testKeys } from '../meter/keys/development-keys.ts';
import { idle, withMeter } from '../meter/targets/with-meter.ts';
import { sineSource } from '../signals/waves/sine.ts';
import { bootTimes } from './boot.ts';
import { printFigures } from './print-figures.ts';

const CLOCK_Hz = 150e6;
/** No call is to be longer; slow work goes on beside it. */
const BOUND_ms = 50;
const BOOT_BOUND_ms = 2000;
/** Of `counted` (boards/rp2350/board/cycles.c): cycles of the longest call since it was reported. */
const MOST_OFFSET = 32;
/** Twenty seconds before a month ends. */
const START_s = Date.UTC(2026, 10, 30, 23, 59, 40) / 1000;
const PATIENCE_us = 2_000_000;
const PASSWORD = '12345678';
const { system_title, clients } = testKeys().management;
const KEYS = { system_title, ...clients[LEVEL_3_CLIENT - 1] };

export interface LongestCall {
  readonly what: string;
  readonly longest_ms: number;
}

/** A meter whose longest call is looked at from one doing to the next. */
class Watched {
  readonly calls: LongestCall[] = [];
  readonly #meter: EmulatedMeter;
  readonly #counter: DataView;
  readonly #heard: number[] = [];

  constructor(meter: EmulatedMeter) {
    this.#meter = meter;
    const { chip, optical } = meter.pair.management;
    const address = symbolAddress(readFileSync(imageFile('management', 'wasm3')), 'counted');
    const bytes = chip.memory.view(address + MOST_OFFSET, 4, true)!;
    this.#counter = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    optical.onByte = (byte) => this.#heard.push(byte);
  }

  async during(what: string, work: () => Promise<void>): Promise<void> {
    this.#counter.setUint32(0, 0, true);
    await work();
    const longest_ms = (1000 * this.#counter.getUint32(0, true)) / CLOCK_Hz;
    this.calls.push({ what, longest_ms });
  }

  idle(time_s: number): Promise<void> {
    return idle(this.#meter, time_s * 1000);
  }

  /** A talk of programming mode at the optical head, which follows the meter's rate. */
  async run(talk: Talk<unknown>): Promise<void> {
    const { conductor, pair } = this.#meter;
    let step = talk.next(new Uint8Array());
    while (!step.done) {
      this.#heard.length = 0;
      pair.management.optical.send(toWire(step.value.characters));
      const until_us = conductor.now_us + PATIENCE_us;
      const heard = () => fromWire(Uint8Array.from(this.#heard)).characters;
      while (conductor.now_us < until_us && step.value.isWhole(heard()) === 0) await conductor.tick();
      step = talk.next(heard());
    }
  }

  /** One session of talks. */
  async session(...talks: ((of: ProgrammingTalk) => Talk<unknown>)[]): Promise<void> {
    const talk = new ProgrammingTalk({ errors: ERROR_TEXTS });
    for (const each of [() => talk.open(), ...talks, () => talk.close()]) await this.run(each(talk));
  }
}

/** What a meter is at, one after the other. */
async function doings(watched: Watched): Promise<void> {
  const prove = (talk: ProgrammingTalk) => talk.prove(KEYS);
  await watched.during('the mirror is filled, the display turns', () => watched.idle(8));
  await watched.during('a minute, an hour, a day and a month end', () => watched.idle(16));
  await watched.during('level 3, a password is set, a profile is asked for in blocks', () =>
    watched.session(prove, (talk) => talk.write('W5', '0-0:20.0.0#7', PASSWORD), (talk) =>
      talk.read('R6', '0-0:99.98.0*255'),
    ),
  );
  await watched.during('a password, reading under a cipher', () =>
    watched.session(
      (talk) => talk.password(PASSWORD),
      (talk) => talk.encipher(KEYS),
      (talk) => talk.read('R6', '0-0:96.135.2*255'),
    ),
  );
}

export async function longestCalls(): Promise<LongestCall[]> {
  const source = sineSource({ service: '3p4w', volts: 230, amps: 5 });
  const surroundings = new Surroundings({}, START_s);
  return withMeter('emulated aot', { source, surroundings, timing: 'cycles' }, async (meter) => {
    meter.surroundings!.set('terminalCover', false);
    const watched = new Watched(meter as EmulatedMeter);
    await doings(watched);
    return watched.calls;
  });
}

async function lines(): Promise<string[]> {
  const calls = await longestCalls();
  const { management_ms } = await bootTimes('aot');
  if (calls.some(({ longest_ms }) => longest_ms >= BOUND_ms) || management_ms > BOOT_BOUND_ms)
    process.exitCode = 1;
  return [
    `longest call of the management module on the emulated board, in cycles of 150 MHz counted by its firmware; ${BOUND_ms} ms are allowed`,
    ...calls.map(({ what, longest_ms }) => `  ${longest_ms.toFixed(2).padStart(6)} ms  ${what}`),
    `power-on to the first register on its display ${management_ms} ms; ${BOOT_BOUND_ms} ms are allowed`,
  ];
}

if (import.meta.filename === process.argv[1]) await printFigures(lines);
