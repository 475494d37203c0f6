// What the management board sees of itself: load switch, terminal cover, magnet, modules in slots, temperature of the terminals.
import {
  CONTACT_DOWNLINK_MODULE,
  CONTACT_MAGNET,
  CONTACT_TERMINAL_COVER,
  CONTACT_UPLINK_MODULE,
  LOAD_SWITCH_CLOSE,
  LOAD_SWITCH_PULSE_ms,
  LOAD_SWITCH_SETTLE_ms,
  Status,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import type { SliceInput } from '../../cores/core-runner.ts';
import { BistableRelay } from '../../rp2350/chips/bistable-relay.ts';
import { Contacts } from './contacts.ts';
import type { CoverLatch } from './cover-latch.ts';

export const CONTACT_CODES = {
  terminalCover: CONTACT_TERMINAL_COVER,
  magnet: CONTACT_MAGNET,
  uplinkModule: CONTACT_UPLINK_MODULE,
  downlinkModule: CONTACT_DOWNLINK_MODULE,
} as const;
export type ContactName = keyof typeof CONTACT_CODES;

const MEASURED_EACH_us = 1_000_000;
const OPERATION_us = (LOAD_SWITCH_PULSE_ms + LOAD_SWITCH_SETTLE_ms) * 1000;

/** A pulse under way, and what the contact is to be afterwards. */
interface Operation {
  readonly wanted: boolean;
  readonly over_us: number;
}

export class Terminals {
  /** The load switch, which outlives the board. */
  readonly relay = new BistableRelay(1e6);
  readonly contacts = new Contacts<ContactName>({
    terminalCover: true,
    magnet: false,
    uplinkModule: false,
    downlinkModule: false,
  });
  /** Of the terminals; undefined: the sensor is broken. */
  temperature_C: number | undefined = 23;
  /** The alarm output. */
  alarm = false;
  /** Bits RELAY_* of the household's relays that are closed; they stay as they are while the board starts anew. */
  relays = 0;
  #operation: Operation | undefined;
  #outcome: number = Status.OK;
  #told: readonly boolean[] | undefined;
  #measured_us = -Infinity;

  /** The board starts anew: everything is told again, both coils are off. */
  started(): void {
    this.contacts.forget();
    this.#operation = undefined;
    this.#outcome = Status.OK;
    this.#told = undefined;
    this.#measured_us = -Infinity;
    this.alarm = false;
  }

  /** The board gives a coil its pulse. */
  operate(action: number, now_us: number): void {
    const coil = action === LOAD_SWITCH_CLOSE ? 'close' : 'open';
    this.relay.drive(coil, true, now_us);
    this.relay.drive(coil, false, now_us + LOAD_SWITCH_PULSE_ms * 1000);
    this.#operation = { wanted: action === LOAD_SWITCH_CLOSE, over_us: now_us + OPERATION_us };
  }

  /** Adds what is new to the board by now_us. The latch of the cover is no news of what the board saw itself. */
  inputs(now_us: number, latch: CoverLatch, inputs: SliceInput[]): void {
    for (const [name, closed] of this.contacts.changes()) {
      inputs.push({ type: 'contact', contact: CONTACT_CODES[name], closed });
      if (name === 'terminalCover') latch.seen();
    }
    this.#switch(now_us, inputs);
    if (now_us - this.#measured_us < MEASURED_EACH_us) return;
    this.#measured_us = now_us;
    inputs.push(this.#temperature());
  }

  /** Nothing is told of the switch while an operation goes on, as on the board. */
  #switch(now_us: number, inputs: SliceInput[]): void {
    const { closed, loadVoltage } = this.relay;
    if (this.#operation) {
      if (now_us < this.#operation.over_us) return;
      this.#outcome = closed === this.#operation.wanted ? Status.OK : Status.TIMEOUT;
      this.#operation = undefined;
      this.#told = undefined;
    }
    if (this.#told?.[0] === closed && this.#told[1] === loadVoltage) return;
    this.#told = [closed, loadVoltage];
    inputs.push({ type: 'loadSwitch', closed, loadVoltage, outcome: this.#outcome });
  }

  #temperature(): SliceInput {
    const { temperature_C } = this;
    const condition = temperature_C === undefined ? Status.NOT_FOUND : Status.OK;
    return {
      type: 'terminalTemperature',
      condition,
      temperature_mC: Math.round((temperature_C ?? 0) * 1000),
    };
  }
}
