// Readers at the ports of a meter, in virtual time: several may sit there at once.
import { Iec62056Client, type ClientAction, type Readout } from '../../clients/iec62056-21.ts';
import { INITIAL_BAUD } from '../../clients/identification.ts';
import { fromWire, toWire } from '../../clients/parity.ts';
import type { Meter, PortLine } from '../../meter/meter.ts';

export interface ReadablePort extends PortLine {
  /** Sets the rate outside; without it, the outside follows the meter. */
  setBaud?(baud: number): void;
}

/** A port at which the reader has a rate of its own, until it leaves. */
export const paced = (port: PortLine): ReadablePort => ({
  line: port.line,
  listen: (listener) => port.listen(listener),
  unlisten: () => {
    port.line.setOutside({ baud: undefined });
    port.unlisten();
  },
  setBaud: (baud) => port.line.setOutside({ baud }),
});

/** What gives the meter time. */
interface Timed {
  readonly conductor: Pick<Meter['conductor'], 'now_us' | 'tick'>;
}

const BITS_PER_CHARACTER = 10;

/** One IEC 62056-21 reader in mode C at one port; a failed reading throws its error. */
class Reader {
  readout: Readout | undefined;
  /** When the meter began to send its data block, in microseconds; undefined before. */
  blockBegan_us: number | undefined;
  /** When its last character came. */
  blockEnded_us = 0;
  readonly #port: ReadablePort;
  readonly #client: Iec62056Client;
  readonly #now_us: () => number;

  constructor({ port, maximumBaud, address }: Place, now_us: () => number) {
    this.#port = port;
    this.#client = new Iec62056Client({ maximumBaud, address });
    this.#now_us = now_us;
    port.setBaud?.(INITIAL_BAUD);
    port.listen((wire) => this.#hear(wire));
    this.#perform(this.#client.start(now_us() / 1000));
  }

  tick(): void {
    this.#perform(this.#client.tick(this.#now_us() / 1000));
  }

  #hear(wire: Uint8Array): void {
    const { characters } = fromWire(wire);
    if (characters.includes(0x02)) this.blockBegan_us ??= this.#now_us();
    this.blockEnded_us = this.#now_us();
    this.#perform(this.#client.receive(characters, this.#now_us() / 1000));
  }

  #perform(actions: ClientAction[]): void {
    for (const action of actions) {
      if (action.kind === 'send') this.#port.line.fromOutside(toWire(action.characters));
      else if (action.kind === 'rate') this.#port.setBaud?.(action.baud);
      else if (action.kind === 'done') this.#finish(action.readout);
      else if (action.kind === 'failed') throw action.error;
    }
  }

  #finish(readout: Readout): void {
    this.readout = readout;
    this.#port.unlisten();
  }
}

/** What a reading gave: values by code with all six fields, and when its data block began. */
export interface Reading {
  readonly values: ReadonlyMap<string, string>;
  readonly identification: string;
  readonly blockBegan_us: number;
  /** Rate of the data block as agreed, and as its characters came, Bd. */
  readonly baud: number;
  readonly measured_Bd: number;
}

export interface Place {
  port: ReadablePort;
  maximumBaud: number;
  /** Which meter is meant; without, whoever hears it. */
  address?: string;
  /** When the reader comes, in microseconds of virtual time; at once without. */
  from_us?: number;
}

function readingOf({ readout, blockBegan_us, blockEnded_us }: Reader): Reading {
  const { identification, sets, baud, raw } = readout!;
  return {
    identification,
    values: new Map(sets.map(({ id, value }) => [id.replace('*', '.'), value])),
    blockBegan_us: blockBegan_us!,
    baud,
    measured_Bd: (raw.length * BITS_PER_CHARACTER * 1e6) / (blockEnded_us - blockBegan_us!),
  };
}

/** Reads at several ports at once, each at its rate in bauds at most. */
export async function readAtOnce(meter: Timed, places: readonly Place[]): Promise<Reading[]> {
  const now_us = () => meter.conductor.now_us;
  const readers: (Reader | undefined)[] = places.map(() => undefined);
  while (!readers.every((reader) => reader?.readout)) {
    places.forEach((place, i) => {
      if (now_us() >= (place.from_us ?? 0)) readers[i] ??= new Reader(place, now_us);
    });
    await meter.conductor.tick();
    for (const reader of readers) if (reader && !reader.readout) reader.tick();
  }
  return readers.map((reader) => readingOf(reader!));
}
