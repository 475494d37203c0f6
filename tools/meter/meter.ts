// A whole meter on a bench: two boards, the link between them, its ports, and a conductor that gives it time.
import type { Role } from '../cores/core-runner.ts';
import { PORTS } from '../../shared-protocol/generated/ts/ports.ts';
import { Board, type CoreFactory } from './conductor/board.ts';
import { Conductor } from './conductor/conductor.ts';
import { BoardPort } from './conductor/serial-ports.ts';
import { SLOT_NAMES, type SlotName, type Surroundings } from './conductor/surroundings.ts';
import { SpiWire } from './conductor/spi-wire.ts';
import { cutSupply, type PowerCut } from './conductor/supply.ts';
import type { Presentation } from '../lines/presentation.ts';
import { LegalClient, type MessageName } from '../records/legal-client.ts';
import type { RecordValue, RecordValues } from '../records/records.ts';
import type { SampleSource } from '../signals/waves/source.ts';
import { LinkMonitor } from './link-monitor.ts';

/** A board as a bench looks at it. */
export type BoardView = Pick<
  Board,
  | 'role'
  | 'alive'
  | 'silentSince_us'
  | 'lcd'
  | 'faults'
  | 'pulses'
  | 'onPulse'
  | 'restarts'
  | 'sha256'
  | 'core'
>;

/** The outside end of a line, for a reader in this process. */
export interface PortLine extends Pick<BoardPort, 'listen' | 'unlisten'> {
  readonly line: Pick<BoardPort['line'], 'fromOutside' | 'setOutside'>;
}

/** Everything a bench does with a meter, whatever target runs it. */
export interface Meter {
  readonly metering: BoardView;
  readonly management: BoardView;
  /** The link's modelled wire, where it is modelled and can be disturbed. */
  readonly wire?: SpiWire;
  readonly link: Pick<LinkMonitor, 'health' | 'records' | 'events'>;
  readonly conductor: Pick<Conductor, 'now_us' | 'samplesFed' | 'stopFeedingAfter' | 'tick' | 'goOn'>;
  readonly source: SampleSource;
  /** Terminals by port name, where they were opened. */
  readonly ports: Readonly<Record<string, string>>;
  /** The line of the optical head, where a reader in this process can sit at it. */
  readonly optical?: PortLine;
  /** The line of the RS485 pair, where a reader in this process can sit at it; nothing is connected to it without. */
  readonly rs485?: PortLine;
  /** The lines of the module slots, where a module in this process can sit at them. */
  readonly slots?: Readonly<Record<SlotName, PortLine>>;
  /** Switches, temperature and RTC of the metering board, buttons of the other, where they can be set. */
  readonly surroundings?: Surroundings;
  /** Asks on the adjustment port, where it can be reached. Throws LegalPortSilentError, RefusedError. */
  adjust?(message: MessageName, values?: RecordValues): Promise<Record<string, RecordValue>>;
  /** Asks the metering core on its own RS485 port, giving time until it answered. Throws LegalPortSilentError. */
  ask(message: MessageName, values?: RecordValues): Promise<Record<string, RecordValue>>;
  /** Says bytes on the metering core's own port, giving time until what came back is enough, or for two seconds. */
  say(bytes: Uint8Array, isEnough: (heard: Uint8Array) => boolean): Promise<Uint8Array>;
  /** Takes the supply of both boards, or of one, away and gives it back, where that can be done. */
  cutPower?(cut?: PowerCut): Promise<void>;
  /** Address of DL/T 645 that was written before the run, where one was. */
  address_645?: string;
  close(): Promise<void>;
}

/** What may be asked on the RS485 pair of the management board. */
export const RS485_USES = ['hdlc', 'iec62056-21', 'none'] as const;
export type Rs485Use = (typeof RS485_USES)[number];

export interface MeterOptions {
  source: SampleSource;
  cores: { metering: CoreFactory; management: CoreFactory };
  linkClock_Hz?: number;
  surroundings?: Surroundings;
  /** Called when the meter was closed. */
  dispose?: () => void;
  /** Open pseudo-terminals for the ports. */
  terminals?: boolean;
  /** What a byte on the terminals is while a port is at 7E1; without, it is detected. */
  presentation?: Presentation;
  /** Wall time after which a run goes on without its management core, ms; it waits for ever without it. */
  patience_ms?: number;
  /** What is asked on the RS485 pair: as the meter was told before without; none: nothing is connected to it. */
  rs485?: Rs485Use;
  /** Slots that are empty though terminals are opened. */
  emptySlots?: readonly SlotName[];
}

/** The metering core did not answer on its own port within five seconds of virtual time. */
export class LegalPortSilentError extends Error {
  constructor(message: string) {
    super(`no answer to ${message} on the metering core's RS485 port within 5 s`);
  }
}

const DEFAULT_LINK_Hz = 1_000_000;
const ANSWER_TIMEOUT_us = 5_000_000;
/** An answer of DL/T 645 begins within half a second; 216 bytes take one at 2,400 baud. */
export const SAY_TIMEOUT_us = 2_000_000;

/** Whoever opens the terminal of a slot is the module in it. Gives the slots that have one. */
export function plugAll(surroundings: Surroundings, empty: readonly SlotName[] = []): SlotName[] {
  const plugged = SLOT_NAMES.filter((slot) => !empty.includes(slot));
  for (const slot of plugged) surroundings.plug(slot);
  return plugged;
}

class ConductedMeter implements Meter {
  readonly metering: Board;
  readonly management: Board;
  readonly wire: SpiWire;
  readonly link: LinkMonitor;
  readonly conductor: Conductor;
  readonly source: SampleSource;
  readonly ports: Record<string, string> = {};
  readonly surroundings: Surroundings;
  readonly optical: BoardPort;
  readonly rs485: BoardPort | undefined;
  readonly slots: Readonly<Record<SlotName, BoardPort>>;
  readonly #legal: BoardPort;
  readonly #adjustment: BoardPort;
  readonly #client = new LegalClient();
  readonly #dispose: (() => void) | undefined;

  constructor(options: MeterOptions) {
    this.#dispose = options.dispose;
    const presentation = { pty: options.terminals ?? false, presentation: options.presentation };
    this.source = options.source;
    this.#legal = new BoardPort(PORTS.metering.legal, presentation);
    this.optical = new BoardPort(PORTS.management.optical, presentation);
    this.rs485 = options.rs485 === 'none' ? undefined : new BoardPort(PORTS.management.rs485, presentation);
    const { uplink, downlink } = PORTS.management;
    const inSlot = (slot: SlotName) => ({
      ...presentation,
      pty: presentation.pty && !options.emptySlots?.includes(slot),
    });
    this.slots = {
      uplink: new BoardPort(uplink, inSlot('uplink')),
      downlink: new BoardPort(downlink, inSlot('downlink')),
    };
    this.#adjustment = new BoardPort(PORTS.metering.adjustment, presentation);
    this.metering = new Board('metering', [this.#legal, this.#adjustment], options.cores.metering);
    this.management = new Board(
      'management',
      [this.optical, ...(this.rs485 ? [this.rs485] : []), this.slots.uplink, this.slots.downlink],
      options.cores.management,
      options.patience_ms,
    );
    this.wire = new SpiWire(options.linkClock_Hz ?? DEFAULT_LINK_Hz);
    this.link = new LinkMonitor(this.wire);
    if (this.optical.path) this.ports.optical = this.optical.path;
    if (this.rs485?.path) this.ports.rs485 = this.rs485.path;
    for (const name of SLOT_NAMES) if (this.slots[name].path) this.ports[name] = this.slots[name].path;
    if (this.#legal.path) this.ports.legal = this.#legal.path;
    if (this.#adjustment.path) this.ports.adjustment = this.#adjustment.path;
    const { metering, management, wire, source } = this;
    const { surroundings } = options;
    const rate_mHz = source.rate_mHz;
    this.conductor = new Conductor({ metering, management, wire, feed: source, rate_mHz, surroundings });
    this.surroundings = this.conductor.surroundings;
    if (options.terminals) plugAll(this.surroundings, options.emptySlots);
  }

  ask(message: MessageName, values: RecordValues = {}): Promise<Record<string, RecordValue>> {
    return this.#exchange(this.#legal, message, values);
  }

  adjust(message: MessageName, values: RecordValues = {}): Promise<Record<string, RecordValue>> {
    return this.#exchange(this.#adjustment, message, values);
  }

  async say(bytes: Uint8Array, isEnough: (heard: Uint8Array) => boolean): Promise<Uint8Array> {
    const heard: number[] = [];
    this.#legal.listen((chunk) => heard.push(...chunk));
    this.#legal.line.fromOutside(bytes);
    const end_us = this.conductor.now_us + SAY_TIMEOUT_us;
    while (this.conductor.now_us < end_us && !isEnough(Uint8Array.from(heard))) await this.conductor.tick();
    this.#legal.unlisten();
    return Uint8Array.from(heard);
  }

  cutPower(cut?: PowerCut): Promise<void> {
    const { conductor, surroundings } = this;
    const end = async (off_us: number, boards: readonly Role[]) => {
      for (const role of boards) await this[role].cutPower(conductor.now_us, off_us);
    };
    return cutSupply({ conductor, surroundings, end }, cut);
  }

  async #exchange(
    port: BoardPort,
    message: MessageName,
    values: RecordValues,
  ): Promise<Record<string, RecordValue>> {
    let reply: Record<string, RecordValue> | undefined;
    port.listen((bytes) => (reply ??= this.#client.receive(message, bytes)));
    try {
      const deadline_us = this.conductor.now_us + ANSWER_TIMEOUT_us;
      // A core that lost its power lost the request with it.
      for (let asked = -1; !reply && this.conductor.now_us < deadline_us; await this.conductor.tick()) {
        if (asked === this.metering.restarts) continue;
        asked = this.metering.restarts;
        port.line.fromOutside(this.#client.request(message, values));
      }
    } finally {
      port.unlisten();
    }
    if (!reply) throw new LegalPortSilentError(message);
    return reply;
  }

  async close(): Promise<void> {
    await this.metering.close();
    await this.management.close();
    this.#dispose?.();
  }
}

/** Builds the meter and powers both boards on; when that fails, nothing is left running. */
export async function openMeter(options: MeterOptions): Promise<Meter> {
  const meter = new ConductedMeter(options);
  try {
    await meter.metering.powerOn(0);
    await meter.management.powerOn(0);
  } catch (error) {
    await meter.close();
    throw error;
  }
  return meter;
}
