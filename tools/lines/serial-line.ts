// One asynchronous serial line in virtual time, between whoever is outside and a meter's UART.
import { SIGN_ON_BAUD } from '../../shared-protocol/generated/ts/protocol.ts';
import { OutsideRate, sameRate } from './outside-rate.ts';
import { Presenter, type Presentation } from './presentation.ts';
import {
  bitsPerCharacter,
  decodeFrame,
  encodeFrame,
  type Frame,
  type SerialFormat,
} from './serial-format.ts';

/** Rate and format of one end of the line. */
export interface LineSettings {
  /** Bauds, bits per second. */
  readonly baud: number;
  readonly format: SerialFormat;
}

/** How the line meets the program outside. */
export interface LineOptions {
  readonly meter: LineSettings;
  /** Rate outside; left out, the outside follows whatever rate the meter uses. */
  readonly outsideBaud?: number;
  /** What a byte outside is while the meter is at 7E1; default wire. */
  readonly presentation?: Presentation;
}

/** What reached the meter's UART since it was last asked. */
export interface MeterReception {
  readonly bytes: Uint8Array;
  /** Characters dropped for wrong parity. */
  readonly parityErrors: number;
  /** Characters dropped for a wrong rate or a missing stop bit. */
  readonly framingErrors: number;
}

/** Errors seen at one end since the line was made. */
export interface LineCounters {
  parityErrors: number;
  framingErrors: number;
}

interface CharacterOnWire {
  readonly frame: Frame;
  readonly settings: LineSettings;
  readonly end_us: number;
}

/**
 * Both directions of the line. At 7E1 the meter hears two rates: the one it is set to, and that of a reader's sign-on
 * (hal_port_configure). Time is given by `advance` alone; it never looks at a clock.
 */
export class SerialLine {
  readonly outsideErrors: LineCounters = { parityErrors: 0, framingErrors: 0 };
  readonly meterErrors: LineCounters = { parityErrors: 0, framingErrors: 0 };
  readonly #presenter: Presenter;
  readonly #outsideRate: OutsideRate;
  #now_us = 0;
  #meter: LineSettings;
  #meterNext: LineSettings | undefined;
  #outsideFormat: SerialFormat | undefined;
  #inbound: CharacterOnWire[] = [];
  #inboundEnd_us = 0;
  #outbound: CharacterOnWire[] = [];
  #outboundEnd_us = 0;
  #received: number[] = [];
  #reported: LineCounters = { parityErrors: 0, framingErrors: 0 };
  #listener: (bytes: Uint8Array) => void = () => {};

  constructor(options: LineOptions) {
    this.#meter = options.meter;
    this.#outsideRate = new OutsideRate(options.outsideBaud);
    this.#presenter = new Presenter(options.presentation);
  }

  /** Settings the meter's UART works with now. */
  get meter(): LineSettings {
    return this.#meter;
  }

  /** True when everything the meter sent has left the wire, stop bit included. */
  get meterIdle(): boolean {
    return this.#outbound.length === 0;
  }

  /** Characters the meter handed over that have not fully left the wire. */
  get meterPending(): number {
    return this.#outbound.length;
  }

  /** Virtual time at which the next character ends in either direction, or undefined on a quiet line. */
  get nextEvent_us(): number | undefined {
    const ends = [this.#inbound[0], this.#outbound[0]].flatMap((c) => (c ? [c.end_us] : []));
    return ends.length > 0 ? Math.min(...ends) : undefined;
  }

  /** Sets the meter's UART; takes effect when what the meter sent before has left the wire. */
  setMeter(settings: LineSettings): void {
    this.#meterNext = settings;
    this.#settle(this.#now_us);
  }

  /** Sets the outside end exactly; `format` left out means the line's presentation decides. */
  setOutside(settings: { baud: number | undefined; format?: SerialFormat }): void {
    this.#outsideRate.set(settings.baud);
    this.#outsideFormat = settings.format;
  }

  /** Takes over a rate seen on a terminal, as OutsideRate does. */
  observeOutsideBaud(baud: number | undefined): void {
    this.#outsideRate.observe(baud);
  }

  /**
   * Whoever was outside has gone: what still waits for the wire is dropped, as a driver does at the last close, and the
   * next one may present bytes another way, at a rate of its own.
   */
  forgetOutside(): void {
    this.#outsideRate.set(undefined);
    this.#inbound = [];
    this.#inboundEnd_us = this.#now_us;
    this.#presenter.forget();
  }

  /** Called with the bytes that have fully arrived outside, from within `advance`. */
  onOutside(listener: (bytes: Uint8Array) => void): void {
    this.#listener = listener;
  }

  /** Puts bytes on the wire towards the meter, one after the other, starting now. */
  fromOutside(bytes: Uint8Array): void {
    const baud = this.#outsideRate.ofBytesFor(this.#meter.baud);
    for (const value of bytes) {
      this.#presenter.hear(value);
      const settings = { baud, format: this.#formatOutside(this.#meter.format) };
      this.#inboundEnd_us = this.#endOf(this.#inboundEnd_us, settings);
      this.#inbound.push({
        frame: encodeFrame(settings.format, value),
        settings,
        end_us: this.#inboundEnd_us,
      });
    }
  }

  /** Puts characters from the meter on the wire, with the settings it last asked for. */
  fromMeter(bytes: Uint8Array): void {
    const settings = this.#meterNext ?? this.#meter;
    for (const value of bytes) {
      this.#outboundEnd_us = this.#endOf(this.#outboundEnd_us, settings);
      const frame = encodeFrame(settings.format, value);
      this.#outbound.push({ frame, settings, end_us: this.#outboundEnd_us });
    }
  }

  /** Moves virtual time on to `now_us` (never back) and delivers what arrives outside until then. */
  advance(now_us: number): void {
    if (now_us > this.#now_us) this.#now_us = now_us;
    // Nearly always: nothing is on the wire, a hundred times a second on each port.
    if (this.#inbound.length === 0 && this.#outbound.length === 0) return this.#settle(this.#now_us);
    this.#deliverOutside();
    for (const character of takeDue(this.#inbound, this.#now_us)) {
      this.#settle(character.end_us);
      this.#receiveAtMeter(character);
    }
    this.#settle(this.#now_us);
  }

  /** True when a character has arrived at the meter, whole, that it was not handed yet. */
  get hasReceived(): boolean {
    return this.#received.length > 0;
  }

  /** Hands over what has fully arrived at the meter; wrong characters are dropped and counted. */
  toMeter(): MeterReception {
    const before = this.#reported;
    this.#reported = { ...this.meterErrors };
    return {
      bytes: Uint8Array.from(this.#received.splice(0)),
      parityErrors: this.#reported.parityErrors - before.parityErrors,
      framingErrors: this.#reported.framingErrors - before.framingErrors,
    };
  }

  #endOf(previousEnd_us: number, settings: LineSettings): number {
    const start_us = Math.max(previousEnd_us, this.#now_us);
    return start_us + (bitsPerCharacter(settings.format) * 1e6) / settings.baud;
  }

  #formatOutside(meterFormat: SerialFormat): SerialFormat {
    if (this.#outsideFormat) return this.#outsideFormat;
    return this.#presenter.isWire && meterFormat === '7E1' ? '8N1' : meterFormat;
  }

  /** Applies settings the meter asked for, once the wire was free at `time_us`. */
  #settle(time_us: number): void {
    if (!this.#meterNext || this.#outboundEnd_us > time_us) return;
    this.#meter = this.#meterNext;
    this.#meterNext = undefined;
  }

  #receiveAtMeter(character: CharacterOnWire): void {
    const { format } = this.#meter;
    const isSignOn = format === '7E1' && sameRate(character.settings.baud, SIGN_ON_BAUD);
    const heardAs = isSignOn ? { baud: SIGN_ON_BAUD, format } : this.#meter;
    const value = receive(character, heardAs, this.meterErrors);
    if (value !== undefined) this.#received.push(value);
  }

  #deliverOutside(): void {
    const values = takeDue(this.#outbound, this.#now_us).flatMap((character) => {
      const { baud, format } = character.settings;
      const outside = { baud: this.#outsideRate.baud ?? baud, format: this.#formatOutside(format) };
      return receive(character, outside, this.outsideErrors) ?? [];
    });
    if (values.length > 0) this.#listener(Uint8Array.from(values));
  }
}

function takeDue(queue: CharacterOnWire[], now_us: number): CharacterOnWire[] {
  let count = 0;
  while (count < queue.length && queue[count].end_us <= now_us) count++;
  return queue.splice(0, count);
}

/** The value a UART with these settings hands out, or undefined for a character it drops and counts. */
function receive(
  character: CharacterOnWire,
  settings: LineSettings,
  errors: LineCounters,
): number | undefined {
  if (!sameRate(character.settings.baud, settings.baud)) {
    errors.framingErrors++;
    return undefined;
  }
  const reception = decodeFrame(settings.format, character.frame);
  if (reception.kind === 'character') return reception.value;
  if (reception.kind === 'parity error') errors.parityErrors++;
  else errors.framingErrors++;
  return undefined;
}
