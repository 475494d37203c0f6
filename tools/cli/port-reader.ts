// A reader at a port of a meter that runs, in its virtual time: looks at the line between two turns of the run, and holds nothing up.
import { fromWire, toWire } from '../clients/parity.ts';
import type { Talk, Turn } from '../clients/programming/index.ts';
import type { Meter, PortLine } from '../meter/meter.ts';

/** The core begins to answer within this, and pauses no longer. */
const PATIENCE_us = 2_000_000;
const CHARACTER_us = 10e6 / 300;

/** What is waited for. */
interface Waiting {
  readonly isWhole: Turn['isWhole'];
  /** Nothing is answered: the line is left to who comes next once it is said. */
  readonly isUnanswered: boolean;
  readonly end: (heard: Uint8Array) => void;
  last_us: number;
  looked: number;
}

export class PortReader {
  readonly #conductor: Pick<Meter['conductor'], 'now_us'>;
  readonly #port: PortLine;
  readonly #heard: number[] = [];
  #waiting: Waiting | undefined;

  constructor({ conductor }: Pick<Meter, 'conductor'>, port: PortLine) {
    this.#conductor = conductor;
    this.#port = port;
    port.listen((wire) => this.#heard.push(...fromWire(wire).characters));
  }

  leave(): void {
    this.#port.unlisten();
  }

  /** Goes on with each `turn`; one talk at a time. */
  async run<T>(talk: Talk<T>): Promise<T> {
    let step = talk.next(new Uint8Array());
    while (!step.done) step = talk.next(await this.#said(step.value));
    return step.value;
  }

  #said({ characters, isWhole }: Turn): Promise<Uint8Array> {
    this.#heard.length = 0;
    this.#port.line.fromOutside(toWire(characters));
    const last_us = this.#conductor.now_us + characters.length * CHARACTER_us;
    const isUnanswered = isWhole(new Uint8Array()) !== 0;
    return new Promise((end) => {
      this.#waiting = { isWhole, isUnanswered, end, last_us, looked: 0 };
    });
  }

  /** To be called whenever the meter was given time. */
  turn(): void {
    const waiting = this.#waiting;
    if (!waiting) return;
    const now_us = this.#conductor.now_us;
    const isNew = this.#heard.length > waiting.looked;
    if (isNew) waiting.last_us = Math.max(waiting.last_us, now_us);
    waiting.looked = this.#heard.length;
    const heard = () => Uint8Array.from(this.#heard);
    const isDone = waiting.isUnanswered
      ? now_us >= waiting.last_us
      : (isNew && waiting.isWhole(heard()) !== 0) || now_us >= waiting.last_us + PATIENCE_us;
    if (!isDone) return;
    this.#waiting = undefined;
    waiting.end(heard());
  }
}

/** What somebody reads there at once, the meter given time until it is done. */
export async function readAt<T>(
  meter: Meter,
  port: PortLine,
  use: (reader: PortReader) => Promise<T>,
): Promise<T> {
  const reader = new PortReader(meter, port);
  let isDone = false;
  const reading = use(reader).finally(() => (isDone = true));
  reading.catch(() => undefined);
  try {
    while (!isDone) {
      await meter.conductor.tick();
      reader.turn();
    }
    return await reading;
  } finally {
    reader.leave();
  }
}
