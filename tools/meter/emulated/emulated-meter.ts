// A meter whose boards are emulated chips running the firmware images, with the bench around them as on every target.
import { TICK_us } from '../../../shared-protocol/generated/ts/protocol.ts';
import { Surroundings, type SlotName } from '../conductor/surroundings.ts';
import { boardsAsked } from './asked-boards.ts';
import { viewOf } from './board-view.ts';
import { Feed } from './feed.ts';
import { PinTap } from './link-tap.ts';
import type { BoardPair } from './pair.ts';
import type { SerialSocket } from './serial-socket.ts';
import { SocketLine } from './socket-line.ts';
import { surround } from './surround.ts';
import { EngineUnavailable } from '../../rp2350/processor/unicorn-library.ts';
import { openPty, type Pty } from '../../lines/pty.ts';
import { LegalClient, type MessageName } from '../../records/legal-client.ts';
import { NotBuiltError } from '../../build/paths.ts';
import type { RecordValue, RecordValues } from '../../records/records.ts';
import type { MeterRequest } from '../target.ts';
import type { SampleSource } from '../../signals/waves/source.ts';
import { BoardRefusedError } from '../errors.ts';
import { LinkMonitor } from '../link-monitor.ts';
import {
  LegalPortSilentError,
  SAY_TIMEOUT_us,
  plugAll,
  type BoardView,
  type Meter,
  type PortLine,
} from '../meter.ts';

const ANSWER_TIMEOUT_us = 5_000_000;
const PARTIAL_BLOCK_us = 40_000;

export class EmulatedMeter implements Meter {
  readonly metering: BoardView;
  readonly management: BoardView;
  readonly link: LinkMonitor;
  readonly source: SampleSource;
  readonly ports: Record<string, string> = {};
  readonly conductor: Meter['conductor'];
  readonly pair: BoardPair;
  readonly surroundings: Surroundings;
  readonly optical: PortLine;
  readonly rs485: PortLine;
  readonly slots: Readonly<Record<SlotName, PortLine>>;
  readonly #lines: SocketLine[] = [];
  readonly #feed: Feed;
  readonly #terminals: Pty[] = [];
  readonly #client = new LegalClient();
  readonly #powerCuts: MeterRequest['powerCuts'];
  #now_us = 0;
  #lastFed_us = 0;

  constructor(request: MeterRequest) {
    const { source, modules } = request;
    this.source = source;
    this.#powerCuts = request.powerCuts;
    this.surroundings = request.surroundings ?? new Surroundings();
    this.#feed = new Feed(source);
    const tap = new PinTap();
    this.link = new LinkMonitor(tap);
    this.pair = boardsAsked(request, { feed: this.#feed, surroundings: this.surroundings, tap });
    this.metering = viewOf(this.pair.metering, this.pair.metering.legal, modules.metering);
    this.management = viewOf(this.pair.management, this.pair.management.rs485, modules.management);
    const { optical, rs485, slots } = this.pair.management;
    this.optical = this.#lineOf(optical);
    this.rs485 = this.#lineOf(rs485);
    this.slots = { uplink: this.#lineOf(slots.uplink), downlink: this.#lineOf(slots.downlink) };
    this.pair.metering.onPulse = () => this.metering.pulses++;
    this.conductor = this.#conductor();
    if (request.terminals) this.#openTerminals(request);
  }

  /** Gives time until the front end runs. Throws BoardRefusedError when it does not within three seconds. */
  async start(): Promise<void> {
    const { legal } = this.pair.metering;
    const outside = legal.onByte;
    let said = '';
    legal.onByte = (byte) => (said += String.fromCharCode(byte));
    while (this.#feed.fed === 0 && this.#now_us < START_TIMEOUT_us) this.#tick();
    legal.onByte = outside;
    if (this.#feed.fed === 0) throw new BoardRefusedError(said.trim(), this.management.lcd);
    for (const board of [this.pair.metering, this.pair.management]) {
      const cut = this.#powerCuts?.[board.role]?.shift();
      if (cut) board.cutPower(cut);
    }
  }

  async ask(message: MessageName, values: RecordValues = {}): Promise<Record<string, RecordValue>> {
    return this.#exchange(this.pair.metering.legal, message, values);
  }

  async adjust(message: MessageName, values: RecordValues = {}): Promise<Record<string, RecordValue>> {
    return this.#exchange(this.pair.metering.adjustment, message, values);
  }

  async say(bytes: Uint8Array, isEnough: (heard: Uint8Array) => boolean): Promise<Uint8Array> {
    const { legal } = this.pair.metering;
    const outside = legal.onByte;
    const heard: number[] = [];
    legal.onByte = (byte) => heard.push(byte);
    legal.send(bytes);
    const end_us = this.#now_us + SAY_TIMEOUT_us;
    while (this.#now_us < end_us && !isEnough(Uint8Array.from(heard))) this.#tick();
    legal.onByte = outside;
    return Uint8Array.from(heard);
  }

  #exchange(port: SerialSocket, message: MessageName, values: RecordValues): Record<string, RecordValue> {
    this.#handPartialBlockOn();
    const outside = port.onByte;
    // Heard on the chip's virtual time, understood outside it: a refusal is no fault of the chip.
    const heard: number[] = [];
    let reply: Record<string, RecordValue> | undefined;
    port.onByte = (byte) => heard.push(byte);
    try {
      port.send(this.#client.request(message, values));
      for (const deadline = this.#now_us + ANSWER_TIMEOUT_us; !reply && this.#now_us < deadline; ) {
        this.#tick();
        reply = this.#client.receive(message, Uint8Array.from(heard.splice(0)));
      }
    } finally {
      port.onByte = outside;
    }
    if (!reply) throw new LegalPortSilentError(message);
    return reply;
  }

  async close(): Promise<void> {
    this.#terminals.forEach((terminal) => terminal.close());
    this.pair.close();
  }

  #conductor(): Meter['conductor'] {
    const feed = this.#feed;
    const now = () => this.#now_us;
    return {
      get now_us() {
        return now();
      },
      get samplesFed() {
        return feed.fed;
      },
      stopFeedingAfter: (sets) => {
        feed.limit = sets;
      },
      tick: () => this.#tick(),
      goOn: async ({ sets = 0, now_us = 0 }) => {
        while (feed.fed < sets || this.#now_us < now_us) this.#tick();
      },
    };
  }

  #tick(): void {
    const { fed } = this.#feed;
    for (const terminal of this.#terminals) terminal.poll();
    this.#now_us += TICK_us;
    surround(this.pair, this.surroundings);
    this.pair.runUntil_us(this.#now_us);
    if (this.#feed.fed > fed) this.#lastFed_us = this.#now_us;
    for (const line of this.#lines) line.deliver();
  }

  #lineOf(socket: SerialSocket): PortLine {
    const line = new SocketLine(socket);
    this.#lines.push(line);
    return line;
  }

  /** Once the front end stands still, the board hands its last block on when its first set is 20 ms old (boards/rp2350/resources.h). */
  #handPartialBlockOn(): void {
    while (this.#feed.fed >= this.#feed.limit && this.#now_us < this.#lastFed_us + PARTIAL_BLOCK_us)
      this.#tick();
  }

  #openTerminals({ rs485, emptySlots }: MeterRequest): void {
    const { metering, management } = this.pair;
    this.#join('optical', management.optical);
    if (rs485 !== 'none') this.#join('rs485', management.rs485);
    for (const slot of plugAll(this.surroundings, emptySlots)) this.#join(slot, management.slots[slot]);
    this.#join('legal', metering.legal);
    this.#join('adjustment', metering.adjustment);
  }

  #join(name: string, socket: SerialSocket): void {
    const terminal = openPty();
    terminal.onData((bytes) => socket.sendFromTerminal(bytes, terminal.outsideBaud()));
    terminal.onDeparture(() => socket.forgetOutside());
    socket.onByte = (byte) => void terminal.write(Uint8Array.of(byte));
    this.#terminals.push(terminal);
    this.ports[name] = terminal.path;
  }
}

const START_TIMEOUT_us = 3_000_000;

/** The emulator's engine or its native part is missing: nothing is wrong with the meter. */
class EmulatorMissingError extends NotBuiltError {
  constructor(cause: EngineUnavailable) {
    super('the emulator');
    this.message = cause.message;
  }
}

function construct(request: MeterRequest): EmulatedMeter {
  try {
    return new EmulatedMeter(request);
  } catch (error) {
    throw error instanceof EngineUnavailable ? new EmulatorMissingError(error) : error;
  }
}

/** Builds both emulated boards, powers them on and waits for the first sample. Throws NotBuiltError, BoardRefusedError. */
export async function openEmulatedMeter(request: MeterRequest): Promise<Meter> {
  const meter = construct(request);
  try {
    await meter.start();
  } catch (error) {
    await meter.close();
    throw error;
  }
  return meter;
}
