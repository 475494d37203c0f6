// Turns random bits of the emulated metering board's SRAM and flash over, one a run, and counts what came of each.
import { readFileSync } from 'node:fs';
import { imageFile } from '../../firmware/firmware-image.ts';
import { memoryOf, readSections } from '../../firmware/sections.ts';
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import { Faults } from '../../meter/emulated/faults.ts';
import { LegalPortSilentError } from '../../meter/meter.ts';
import { idle, registersNow, withMeter } from '../../meter/targets/with-meter.ts';
import { eventsOf } from '../../records/events.ts';
import { seeded } from '../../rp2350/chips/nor-image.ts';
import { load } from './invariants.ts';

const RATE_Hz = 4000;
const METERING_ms = 1000;
/** Whole windows, hot records and an answer of every kind come within it. */
const SETS = 3 * RATE_Hz;
/** The watchdog of the board bites after 8 s. */
const WATCHDOG_ms = 9500;
const STARTING_ms = 1500;
/** What a reading or an event says of a meter that knows of something. */
const ORDINARY_EVENTS = ['reset'];

export type FlippedMemory = 'SRAM' | 'flash';

/** In the order in which they are looked for: the first that holds is what came of a flip. */
export const OUTCOMES = [
  'no effect',
  'fault recorded, restarted',
  'restarted by the watchdog',
  'refused at boot',
  'second copy runs, and told',
  'wrong, and told',
  'wrong without a word',
  'dead, told by the other board',
  'dead without a word',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Flip {
  readonly address: number;
  readonly bit: number;
  readonly section: string;
  readonly outcome: Outcome;
}

interface Place {
  readonly address: number;
  readonly section: string;
}

const imageSections = () => readSections(new Uint8Array(readFileSync(imageFile('metering', 'aot'))));
const SRAM_BASE = 0x20000000;

const sectionAt = (at: number): string =>
  imageSections().find(({ address, bytes }) => at >= address && at < address + bytes)?.name ??
  'heap or stack';

/** Any byte that the image takes of the flash, each as likely as the other. */
function anyOfFlash(random: () => number): Place {
  const sections = imageSections().filter(({ address }) => memoryOf(address) === 'flash');
  let left = Math.floor(random() * sections.reduce((sum, { bytes }) => sum + bytes, 0));
  const section = sections.find(({ bytes }) => (left -= bytes) < 0)!;
  const address = section.address + section.bytes + left;
  return { address, section: section.name };
}

/** Any byte of SRAM that holds something: what was never written, most of it, is of no use to anybody. */
function anyOfSram(sram: Uint8Array, random: () => number): Place {
  const written = [...sram.keys()].filter((at) => sram[at] !== 0);
  const address = SRAM_BASE + written[Math.floor(random() * written.length)];
  return { address, section: sectionAt(address) };
}

/** Gives time until so many sets were fed, or long enough for all of them. */
async function feedAll({ conductor }: EmulatedMeter): Promise<void> {
  conductor.stopFeedingAfter(SETS);
  const end_us = conductor.now_us + (SETS / RATE_Hz) * 1e6;
  while (conductor.samplesFed < SETS && conductor.now_us < end_us) await conductor.tick();
}

async function answers(meter: EmulatedMeter): Promise<boolean> {
  try {
    await meter.ask('read_status');
    return true;
  } catch (error) {
    if (error instanceof LegalPortSilentError) return false;
    throw error;
  }
}

/** Whether it tells of anything but its start: by a mark of its readings, a count, or an event. */
async function tells(meter: EmulatedMeter): Promise<boolean> {
  const { flags, missed_samples, invalid_samples } = await meter.ask('read_status');
  const events = eventsOf(await meter.ask('read_events', { first: 1 }));
  const marked = [flags, missed_samples, invalid_samples].some((count) => Number(count) !== 0);
  return marked || events.some(({ event }) => !ORDINARY_EVENTS.includes(event));
}

/** It no longer answers: what the other board relays from it gets old, and that one says so. */
const deadHow = ({ management }: EmulatedMeter): Outcome =>
  /no link|relayed ([3-9]|\d\d)/.test(management.lcd.join(' '))
    ? 'dead, told by the other board'
    : 'dead without a word';

/** What became of a board that started again of itself, or waits for somebody to do so. */
async function restartedHow(meter: EmulatedMeter, said: () => string): Promise<Outcome | undefined> {
  if (said().includes('OUT OF SERVICE')) return 'refused at boot';
  if (meter.metering.faults.length > 0) return 'fault recorded, restarted';
  return meter.metering.restarts > 0 ? 'restarted by the watchdog' : undefined;
}

async function outcomeOf(meter: EmulatedMeter, expected: unknown, said: () => string): Promise<Outcome> {
  let alive = await answers(meter);
  if (!alive) {
    await idle(meter, WATCHDOG_ms);
    alive = await answers(meter);
  }
  const restarted = await restartedHow(meter, said);
  if (restarted) return restarted;
  if (!alive) return deadHow(meter);
  const registers = await registersNow(meter);
  if (JSON.stringify(registers, asText) === JSON.stringify(expected, asText)) return 'no effect';
  return (await tells(meter)) ? 'wrong, and told' : 'wrong without a word';
}

/** Without the marks of readings: a port of 2400 baud takes so long that the feed's end is told in between. */
const asText = (name: string, value: unknown) =>
  name === 'flags' ? undefined : typeof value === 'bigint' ? String(value) : value;

/** A changed image is met at the next start at the latest, if it is met at all. */
async function afterStart(meter: EmulatedMeter, faults: Faults, said: () => string): Promise<Outcome> {
  faults.cutPower('metering');
  await idle(meter, 10);
  faults.restorePower('metering');
  await idle(meter, STARTING_ms);
  if (said().includes('OUT OF SERVICE')) return 'refused at boot';
  if (!(await answers(meter))) return deadHow(meter);
  const events = eventsOf(await meter.ask('read_events', { first: 1 }));
  return events.some(({ event }) => event === 'module_copy') ? 'second copy runs, and told' : 'no effect';
}

/** Registers without a flip. */
const undisturbed = () =>
  withMeter('wasm v8', { source: load() }, async (meter) => {
    meter.conductor.stopFeedingAfter(SETS);
    await meter.conductor.goOn({ sets: SETS });
    return registersNow(meter);
  });

/** Where, once it meters. */
type Choice = (meter: EmulatedMeter) => Place;

/** What comes of one bit of a board of its own. `expected`: registers without a flip. */
async function flipOnce(choose: Choice, bit: number, expected: unknown): Promise<Flip> {
  return withMeter('emulated aot', { source: load() }, async (opened) => {
    const meter = opened as EmulatedMeter;
    const faults = new Faults(meter.pair);
    let text = '';
    meter.pair.metering.legal.watch((byte) => (text += String.fromCharCode(byte & 0x7f)));
    faults.lockUps('metering');
    await idle(meter, METERING_ms);
    const place = choose(meter);
    faults.flipBit('metering', place.address, bit);
    await feedAll(meter);
    let outcome = await outcomeOf(meter, expected, () => text);
    if (memoryOf(place.address) === 'flash' && outcome === 'no effect')
      outcome = await afterStart(meter, faults, () => text);
    return { ...place, bit, outcome };
  });
}

/** What comes of this bit. */
export async function flipAt(address: number, bit: number): Promise<Outcome> {
  const { outcome } = await flipOnce(
    () => ({ address, section: sectionAt(address) }),
    bit,
    await undisturbed(),
  );
  return outcome;
}

/** So many flips in a memory, each of a board of its own; the same for the same seed. */
export async function flipCampaign(memory: FlippedMemory, flips: number, seed: number): Promise<Flip[]> {
  const random = seeded(seed);
  const expected = await undisturbed();
  const done: Flip[] = [];
  for (let i = 0; i < flips; i++) {
    const bit = Math.floor(random() * 8);
    const choose: Choice = ({ pair }) =>
      memory === 'flash' ? anyOfFlash(random) : anyOfSram(pair.metering.chip.memory.sram, random);
    done.push(await flipOnce(choose, bit, expected));
  }
  return done;
}

/** A line with the counts, and one for each flip that did harm and was told by nobody. */
export function flipLines(memory: FlippedMemory, flips: readonly Flip[]): string[] {
  const count = (outcome: Outcome) => flips.filter((flip) => flip.outcome === outcome).length;
  const counts = OUTCOMES.map((outcome) => `${outcome} ${count(outcome)}`).join(', ');
  const silent = flips.filter(({ outcome }) => outcome.endsWith('without a word'));
  return [
    `${memory}: ${flips.length} bits turned over: ${counts}`,
    ...silent.map(
      (flip) => `  0x${flip.address.toString(16)} bit ${flip.bit} (${flip.section}): ${flip.outcome}`,
    ),
  ];
}
