// What the boards see besides the mains and the wires: switches, temperature and the RTC's 1 Hz output, and the buttons.
import {
  BUTTON_SCROLL,
  BUTTON_SEALED,
  PORT_UPLINK,
  SWITCH_CALIBRATION_JUMPER,
  SWITCH_CLOCK_BATTERY,
  SWITCH_MAIN_COVER,
  SWITCH_TERMINAL_COVER,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import type { Role, SliceInput } from '../../cores/core-runner.ts';
import { Contacts } from './contacts.ts';
import { CoverLatch } from './cover-latch.ts';
import { RealTimeClock } from './real-time-clock.ts';
import { SlotModule } from './slot-module.ts';
import { Terminals } from './terminals.ts';

export const SWITCH_CODES = {
  jumper: SWITCH_CALIBRATION_JUMPER,
  mainCover: SWITCH_MAIN_COVER,
  terminalCover: SWITCH_TERMINAL_COVER,
  clockBattery: SWITCH_CLOCK_BATTERY,
} as const;
export type SwitchName = keyof typeof SWITCH_CODES;

/** Sealed, covered, and with a good clock battery. */
const SEALED: Record<SwitchName, boolean> = {
  jumper: false,
  mainCover: true,
  terminalCover: true,
  clockBattery: true,
};

export const BUTTON_CODES = { scroll: BUTTON_SCROLL, sealed: BUTTON_SEALED } as const;
export type ButtonName = keyof typeof BUTTON_CODES;

export const SLOT_NAMES = ['uplink', 'downlink'] as const;
export type SlotName = (typeof SLOT_NAMES)[number];

const MEASURED_EACH_us = 1_000_000;

export class Surroundings {
  /** Temperature beside the AFE. */
  temperature_C = 23;
  /** The RTC, whose battery outlives the supply. */
  readonly clock: RealTimeClock;
  /** True sampling rate over the nominal one, as the RTC sees it. */
  clockRatio = 1;
  /** The front end gives no edge of DRDY: what it samples meanwhile nobody ever gets. */
  drdyLost = false;
  /** The comparators of both boards find their supply failing. */
  supplyFails = false;
  readonly #told = { metering: false, management: false };
  /** Buttons of the management board; set: pressed. */
  readonly buttons = new Contacts<ButtonName>({ scroll: false, sealed: false });
  /** Load switch, covers and sensors of the management board. */
  readonly terminals = new Terminals();
  /** The modules that may stand in the slots of the management board; none does at first. */
  readonly modules: Readonly<Record<SlotName, SlotModule>> = {
    uplink: new SlotModule(),
    downlink: new SlotModule(),
  };
  /** The latch of each board's cover; it outlives the board. */
  readonly latches: Readonly<Record<Role, CoverLatch>> = {
    metering: new CoverLatch(),
    management: new CoverLatch(),
  };
  readonly #switches: Contacts<SwitchName>;
  #measured_us = -Infinity;
  /** Sample of the run that was the first of the metering board's present life. */
  #firstOfLife = 0;

  /** `clock_s`: what the RTC shows at the first sample; a fixed time without it. */
  constructor(switches: Partial<Record<SwitchName, boolean>> = {}, clock_s?: number) {
    this.clock = new RealTimeClock(clock_s);
    this.#switches = new Contacts({ ...SEALED, ...switches });
  }

  /** Closes or opens a switch. */
  set(name: SwitchName, closed: boolean): void {
    this.#switches.set(name, closed);
    if (name === 'mainCover') this.latches.metering.setCover(closed);
    if (name !== 'terminalCover') return;
    this.terminals.contacts.set(name, closed);
    this.latches.management.setCover(closed);
  }

  /** Puts a module into its slot, or takes it out. */
  plug(slot: SlotName, present = true): void {
    this.terminals.contacts.set(`${slot}Module`, present);
  }

  isPlugged(slot: SlotName): boolean {
    return this.terminals.contacts.isClosed(`${slot}Module`);
  }

  /** The management board gives what it kept to the module of a port. */
  lastGasp(port: number, bytes: Uint8Array, at_us: number): void {
    const { uplink, downlink } = this.modules;
    for (const byte of bytes) (port === PORT_UPLINK ? uplink : downlink).hear(byte, at_us);
  }

  /** A cover is opened and put back while its board has no power: nobody but the latch sees it. */
  openWithoutPower(role: Role): void {
    const latch = this.latches[role];
    latch.chip.powered = false;
    latch.setCover(false);
    latch.setCover(true);
    latch.chip.powered = true;
  }

  /** The present state of a switch. */
  isClosed(name: SwitchName): boolean {
    return this.#switches.isClosed(name);
  }

  /** The metering board starts anew at a sample of the run: everything is told again, and its index begins at zero. */
  meteringStarted(sample: number, rate_mHz: number): void {
    this.#firstOfLife = sample;
    this.clock.boardStarted(sample, this.#second(rate_mHz));
    this.#told.metering = false;
    this.#switches.forget();
    this.#measured_us = -Infinity;
    this.latches.metering.started();
  }

  /** The management board starts anew. */
  managementStarted(): void {
    this.#told.management = false;
    this.buttons.forget();
    this.terminals.started();
    this.latches.management.started();
  }

  /** Adds what is new to the management board by now_us since its start. */
  managementInputs(now_us: number, inputs: SliceInput[]): void {
    this.#latch('management', inputs);
    this.terminals.inputs(now_us, this.latches.management, inputs);
    this.#supply('management', now_us, inputs);
    for (const [name, pressed] of this.buttons.changes())
      inputs.push({ type: 'button', button: BUTTON_CODES[name], pressed });
  }

  /** Adds what is new to the metering board by now_us, when it was fed this many samples since its start. */
  meteringInputs(now_us: number, samples: number, rate_mHz: number, inputs: SliceInput[]): void {
    this.#latch('metering', inputs);
    this.#supply('metering', samples, inputs);
    for (const [name, closed] of this.#switches.changes()) {
      inputs.push({ type: 'switch', input: SWITCH_CODES[name], closed, sampleIndex: samples });
      if (name === 'mainCover') this.latches.metering.seen();
    }
    this.#temperature(now_us, inputs);
    this.#edges(samples, rate_mHz, inputs);
    this.#clockAnswers(samples, rate_mHz, inputs);
  }

  #supply(role: Role, at: number, inputs: SliceInput[]): void {
    if (this.#told[role] === this.supplyFails) return;
    this.#told[role] = this.supplyFails;
    inputs.push({ type: 'power', failing: this.supplyFails, at });
  }

  #latch(role: Role, inputs: SliceInput[]): void {
    const latch = this.latches[role].news();
    if (latch !== undefined) inputs.push({ type: 'coverLatch', latch });
  }

  #temperature(now_us: number, inputs: SliceInput[]): void {
    if (now_us - this.#measured_us < MEASURED_EACH_us) return;
    this.#measured_us = now_us;
    inputs.push({ type: 'temperature', temperature_mC: Math.round(this.temperature_C * 1000) });
  }

  /** Samples of a second of the RTC. */
  #second(rate_mHz: number): number {
    return (rate_mHz / 1000) * this.clockRatio;
  }

  #edges(samples: number, rate_mHz: number, inputs: SliceInput[]): void {
    for (const at of this.clock.edges(this.#firstOfLife + samples, this.#second(rate_mHz))) {
      const at_Q16 = Math.round((at - this.#firstOfLife) * 65536);
      const sampleIndex = Math.floor(at_Q16 / 65536);
      inputs.push({ type: 'second', sampleIndex, fraction_Q16: at_Q16 - sampleIndex * 65536 });
    }
  }

  #clockAnswers(samples: number, rate_mHz: number, inputs: SliceInput[]): void {
    const sample = this.#firstOfLife + samples;
    const temperature_mC = Math.round(this.temperature_C * 4) * 250;
    inputs.push(...this.clock.answers(sample, samples, this.#second(rate_mHz), temperature_mC));
  }
}
