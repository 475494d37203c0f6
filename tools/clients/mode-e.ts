// Mode E of IEC 62056-21: signs on at 300 Bd, selects HDLC, and leaves the line at the rate where HDLC begins.
import { setTimeout as delay } from 'node:timers/promises';
import { NoAnswerError, RefusedError } from './errors.ts';
import { wireTime_ms } from './iec62056-21.ts';
import { findIdentification, INITIAL_BAUD, rateIndex, RATES, type Identification } from './identification.ts';
import { fromWire, toWire } from './parity.ts';
import type { Transport } from './transport.ts';

export interface ModeEOptions {
  /** Device address, at most 32 characters; left out, any meter answers. */
  readonly address?: string;
  /** Highest rate to ask for, in bauds. */
  readonly maximumBaud?: number;
  /** Sign-ons before giving up; default 3. */
  readonly attempts?: number;
}

/** A meter answers within 1500 ms; the rest is for slow adapters. */
const ANSWER_ms = 1500 + 500;
/** Some 40 characters at 300 Bd. */
const IDENTIFICATION_ms = 1400;
/** What a meter takes to change from seven bits to eight. */
const SETTLE_ms = 50;
const KEPT = 256;
const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

/** The characters that come, until nobody listens any more. */
class Hearing {
  #heard = '';
  #failure: Error | undefined;
  #wake: () => void = () => {};
  #isOver = false;

  constructor(transport: Transport) {
    transport.onBytes((bytes) => this.#take(bytes));
    transport.onFailure((error) => {
      this.#failure = error;
      this.#wake();
    });
  }

  end(): void {
    this.#isOver = true;
    this.#heard = '';
  }

  forget(): void {
    this.#heard = '';
  }

  #take(bytes: Uint8Array): void {
    if (this.#isOver) return;
    const { characters } = fromWire(bytes);
    this.#heard = (this.#heard + Buffer.from(characters).toString('latin1')).slice(-KEPT);
    this.#wake();
  }

  /** What is found in what was heard, within so long; undefined for nothing. Throws what the transport fails with. */
  async find<T>(look: (heard: string) => T | undefined, within_ms: number): Promise<T | undefined> {
    const end_ms = performance.now() + within_ms;
    for (;;) {
      if (this.#failure) throw this.#failure;
      const found = look(this.#heard);
      const left_ms = end_ms - performance.now();
      if (found !== undefined || left_ms <= 0) return found;
      const woken = new Promise<void>((resolve) => (this.#wake = resolve));
      await Promise.race([woken, delay(Math.min(left_ms, 100))]);
    }
  }
}

async function signOn(
  transport: Transport,
  hearing: Hearing,
  options: ModeEOptions,
): Promise<Identification> {
  const request = toWire(ascii(`/?${options.address ?? ''}!\r\n`));
  const patience_ms = wireTime_ms(request.length, INITIAL_BAUD) + ANSWER_ms + IDENTIFICATION_ms;
  for (let left = options.attempts ?? 3; left > 0; left--) {
    await transport.send(request);
    const found = await hearing.find(findIdentification, patience_ms);
    if (found) return found;
  }
  throw new NoAnswerError(`${transport.where}: no answer to the sign-on`);
}

/** Index of the fastest rate that both ends know; other modes than C have none to select. */
function selectedIndex({ mode, baud }: Identification, most = Infinity): number {
  return mode === 'C' ? rateIndex(Math.min(baud, most)) : 0;
}

/** What a meter says to the selection: its confirmation, or what it does in place of HDLC. */
const answerIn = (confirmation: string) => (heard: string) => {
  if (heard.includes(confirmation)) return 'confirmed';
  return /[\x01\x02]/.test(heard) ? 'refused' : undefined;
};

/**
 * Hands a line over to HDLC. The transport must carry eight bits without parity and stand at 300 Bd; it stands at the rate
 * of HDLC then. Not all meters confirm what was selected: one that is silent is taken to have done it. Gives the rate, bauds.
 * @throws NoAnswerError without an identification, RefusedError where the meter stays with IEC 62056-21, and whatever the
 * transport fails with.
 */
export async function enterModeE(transport: Transport, options: ModeEOptions = {}): Promise<number> {
  const hearing = new Hearing(transport);
  try {
    const identified = await signOn(transport, hearing, options);
    const index = selectedIndex(identified, options.maximumBaud);
    const selection = `\x062${index}2\r\n`;
    hearing.forget();
    await transport.send(toWire(ascii(selection)));
    // Drained means handed over, not sent: adapters and terminals answer early, so the wire time is waited out.
    await delay(wireTime_ms(selection.length, INITIAL_BAUD));
    hearing.forget();
    await transport.setBaud(RATES[index]);
    const answer = await hearing.find(answerIn(selection), ANSWER_ms);
    if (answer === 'refused') throw new RefusedError(`${transport.where}: the meter has no HDLC here`);
    await delay(SETTLE_ms);
    return RATES[index];
  } finally {
    hearing.end();
  }
}
