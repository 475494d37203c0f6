// Readers at the ports of a meter, in virtual time: several may sit there at once.
import { Iec62056Client, type ClientAction, type Readout } from '../../clients/iec62056-21.ts';
import { fromWire, toWire } from '../../clients/parity.ts';
import type { BoardPort } from '../../meter/conductor/serial-ports.ts';
import type { Meter } from '../../meter/meter.ts';

export type ReadablePort = Pick<BoardPort, 'line' | 'listen' | 'unlisten'>;

/** One IEC 62056-21 reader in mode C at one port; a failed reading throws its error. */
class Reader {
  readout: Readout | undefined;
  /** When the meter began to send its data block, in microseconds; undefined before. */
  blockBegan_us: number | undefined;
  readonly #port: ReadablePort;
  readonly #client: Iec62056Client;
  readonly #now_us: () => number;

  constructor({ port, maximumBaud, address }: Place, now_us: () => number) {
    this.#port = port;
    this.#client = new Iec62056Client({ maximumBaud, address });
    this.#now_us = now_us;
    port.listen((wire) => this.#hear(wire));
    this.#perform(this.#client.start(now_us() / 1000));
  }

  tick(): void {
    this.#perform(this.#client.tick(this.#now_us() / 1000));
  }

  #hear(wire: Uint8Array): void {
    const { characters } = fromWire(wire);
    if (characters.includes(0x02)) this.blockBegan_us ??= this.#now_us();
    this.#perform(this.#client.receive(characters, this.#now_us() / 1000));
  }

  #perform(actions: ClientAction[]): void {
    for (const action of actions) {
      if (action.kind === 'send') this.#port.line.fromOutside(toWire(action.characters));
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
}

export interface Place {
  port: ReadablePort;
  maximumBaud: number;
  /** Which meter is meant; without, whoever hears it. */
  address?: string;
  /** When the reader comes, in microseconds of virtual time; at once without. */
  from_us?: number;
}

/** Reads at several ports at once, each at its rate in bauds at most. */
export async function readAtOnce(meter: Meter, places: readonly Place[]): Promise<Reading[]> {
  const now_us = () => meter.conductor.now_us;
  const readers: (Reader | undefined)[] = places.map(() => undefined);
  while (!readers.every((reader) => reader?.readout)) {
    places.forEach((place, i) => {
      if (now_us() >= (place.from_us ?? 0)) readers[i] ??= new Reader(place, now_us);
    });
    await meter.conductor.tick();
    for (const reader of readers) if (reader && !reader.readout) reader.tick();
  }
  return readers.map((reader) => ({
    identification: reader!.readout!.identification,
    values: new Map(reader!.readout!.sets.map(({ id, value }) => [id.replace('*', '.'), value])),
    blockBegan_us: reader!.blockBegan_us!,
  }));
}
