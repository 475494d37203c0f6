// The module slots of a board in this process, as boards/host/src/slots.c has them: what is kept for a module until the supply fails.
import {
  CONTACT_DOWNLINK_MODULE,
  CONTACT_UPLINK_MODULE,
  LAST_GASP_MAX,
  PORT_DOWNLINK,
  PORT_UPLINK,
  Status,
} from '../../shared-protocol/generated/ts/protocol.ts';
import type { SliceOutput } from './core-runner.ts';

interface Slot {
  present: boolean;
  gasp: Uint8Array;
}

export class LastGasps {
  readonly #slots = new Map<number, Slot>(
    [PORT_UPLINK, PORT_DOWNLINK].map((port) => [port, { present: false, gasp: new Uint8Array() }]),
  );

  /** What last_gasp does; it keeps the bytes given. */
  keep(port: number, bytes: Uint8Array): number {
    const slot = this.#slots.get(port);
    if (!slot) return Status.OUT_OF_RANGE;
    if (bytes.length > LAST_GASP_MAX) return Status.BAD_LENGTH;
    slot.gasp = bytes;
    return Status.OK;
  }

  /** A contact was found closed or open; those of the slots say whether a module is there. */
  seen(contact: number, closed: boolean): void {
    if (contact < CONTACT_UPLINK_MODULE || contact > CONTACT_DOWNLINK_MODULE) return;
    this.#slots.get(PORT_UPLINK + contact - CONTACT_UPLINK_MODULE)!.present = closed;
  }

  /** The core starts: what the one before kept is no longer true. */
  forget(): void {
    for (const slot of this.#slots.values()) slot.gasp = new Uint8Array();
  }

  /** The supply fails: what modules are given. */
  given(): SliceOutput[] {
    return [...this.#slots]
      .filter(([, { present, gasp }]) => present && gasp.length > 0)
      .map(([port, { gasp }]) => ({ type: 'lastGasp', port, bytes: gasp }));
  }
}
