// A bench as the HIL specs see it: one meter on it, what can be done to it, and what can be seen of it.
import type { RelayFault } from '../../rp2350/chips/bistable-relay.ts';
import type { Role } from '../../cores/core-runner.ts';
import type { HeardGasp } from '../../meter/conductor/slot-module.ts';
import type { Talk } from '../../clients/programming/index.ts';
import { SLOT_NAMES, type SlotName } from '../../meter/conductor/surroundings.ts';
import type { LinkHealth } from '../../meter/link-monitor.ts';
import type { FactoryParameters } from '../../records/parameters.ts';
import type { MessageName } from '../../records/legal-client.ts';
import type { RecordValue, RecordValues } from '../../records/records.ts';
import type { SampleSource } from '../../signals/waves/source.ts';

export type Reply = Record<string, RecordValue>;

/** Ports that are read with IEC 62056-21. */
export type ReadingPort = 'optical' | 'rs485' | SlotName;

export const isSlot = (port: ReadingPort): port is SlotName => SLOT_NAMES.some((slot) => slot === port);

/** What a reading gave: values as sent, by code with all six fields. */
export interface PortReading {
  readonly identification: string;
  readonly values: ReadonlyMap<string, string>;
  /** Rate of the data block as agreed, Bd. */
  readonly baud: number;
  /** The same as the bytes came; needs `rate`. */
  readonly measured_Bd: number | undefined;
}

/** An output by what it gives unless it is sealed otherwise. */
export type PulseOutput = 'active' | 'reactive';

/** Edges of an output, in seconds since power-on. */
export interface PulseEdges {
  readonly rises_s: readonly number[];
  /** Needs `pin`. */
  readonly widths_s: readonly number[] | undefined;
}

/** What a spec wants on the bench; a bench without a source has what lies there. */
export interface BenchOptions {
  readonly source: SampleSource;
  readonly parameters?: Partial<FactoryParameters>;
  readonly modules?: Partial<Record<Role, Uint8Array>>;
  /** How the metering core is run, of the target's engines; the first one without. */
  readonly engine?: string;
}

/** Each method needs the capability of its name, or the one said. */
export interface Bench {
  /** Gives the meter time. */
  wait(time_s: number): Promise<void>;
  /** Asks on the legal port. Throws RefusedError, and an error of its own when nobody answers. */
  ask(message: MessageName, values?: RecordValues): Promise<Reply>;
  /** Data of an identifier of DL/T 645 on the legal port, without it; `legal`. Throws a ClientError. */
  read645(di: string): Promise<Uint8Array>;
  /** As `ask`, on the adjustment port. */
  adjust(message: MessageName, values?: RecordValues): Promise<Reply>;
  /** Reads a port as a meter reader does, at this rate at most; throws a ClientError. */
  read(port: ReadingPort, maximumBaud?: number): Promise<PortReading>;
  /** A talk of somebody in programming mode at the optical head; `optical`. */
  talk<T>(talk: Talk<T>): Promise<T>;
  /** Lets the source give samples up to this one and no more; needs `source`. */
  feed(sets: number): Promise<void>;
  /** Rows of the display. */
  lcd(): readonly string[];
  /** Rows of the legal display; `lcd`. */
  legalDisplay(): readonly string[];
  /** The alarm output is on; `lcd`. */
  alarm(): boolean;
  /** What passed on the link so far. */
  link(): LinkHealth;
  /** Edges of an output during this time, the kWh output without; `pulses`. */
  pulses(time_s: number, output?: PulseOutput): Promise<PulseEdges>;
  setJumper(closed: boolean): Promise<void>;
  /** `cover`. */
  setMainCover(closed: boolean): Promise<void>;
  /** Holds the scroll button for a tenth of a second; `cover`. */
  pressScroll(): Promise<void>;
  /** The same with the sealed button; `terminals`. */
  pressSealed(): Promise<void>;
  /** Takes the terminal cover off or puts it on, brings a magnet near or away; `terminals`. */
  setTerminal(what: 'terminalCover' | 'magnet', present: boolean): Promise<void>;
  /** The contacts of the load switch, as somebody at its terminals finds them; `terminals`. */
  switchIsClosed(): boolean;
  /** Breaks the load switch or mends it; `terminals`. */
  setSwitchFault(fault: RelayFault, present: boolean): Promise<void>;
  /** Puts a module into its slot or takes it out; `slots`. */
  setModule(slot: SlotName, present: boolean): Promise<void>;
  /** Last gasps that the module of a slot heard, each with its time behind the edge of the comparator; `slots`. */
  gasps(slot: SlotName): readonly (HeardGasp & { readonly behind_us: number })[];
  /** Takes the supply from both boards between two steps of the run (10 ms emulated), and gives it back; their comparators
   *  see it first, and the hold-up carries them on; `power`. In the time without, covers named are opened and put back;
   *  `cover` and `terminals`. */
  powerCycle(openMeanwhile?: readonly Role[]): Promise<void>;
  /** Takes the supply from the metering board with the so-manieth byte that it writes to FRAM, and gives it back; `tear`. */
  cutPowerAtByte(framBytes: number): Promise<void>;
  /** Restarts of a board that nobody asked for; `modules`. */
  restarts(role: Role): number;
  close(): Promise<void>;
}

/** Something a bench was asked for that its target's table does not promise: the spec names too few needs. */
export class NotOnThisBenchError extends Error {
  constructor(what: string) {
    super(`this bench has no ${what}: name it among the needs of the spec`);
  }
}
