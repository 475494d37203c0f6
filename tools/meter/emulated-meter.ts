// A meter whose boards are emulated chips running the firmware images, with the bench around them as on every target.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  FRAME_START,
  SAMPLES_MAX,
  SAMPLE_WORDS,
  TICK_us,
} from '../../shared-protocol/generated/ts/protocol.ts';
import { Surroundings } from '../conductor/surroundings.ts';
import type { WireCounters } from '../conductor/spi-wire.ts';
import { ManagementBoard } from '../emulator/boards/management-board.ts';
import { MeteringBoard } from '../emulator/boards/metering-board.ts';
import { BoardPair } from '../emulator/boards/pair.ts';
import type { SerialSocket } from '../emulator/boards/serial-socket.ts';
import { replaceModule } from '../firmware/elf-image.ts';
import { boardLayout } from '../firmware/layout.ts';
import { packModule } from '../firmware/module-image.ts';
import { openPty, type Pty } from '../ports/pty.ts';
import { LegalClient, type MessageName } from '../protocol/legal-client.ts';
import { builtPath } from '../protocol/paths.ts';
import type { RecordValue, RecordValues } from '../protocol/records.ts';
import type { Role } from '../targets/core-runner.ts';
import type { MeterRequest } from '../targets/table.ts';
import type { SampleSource } from '../waves/source.ts';
import { BoardRefusedError } from './errors.ts';
import { LinkMonitor, type LinkTap } from './link-monitor.ts';
import { LegalPortSilentError, type BoardView, type Meter } from './meter.ts';

const ANSWER_TIMEOUT_us = 5_000_000;
const PARTIAL_BLOCK_us = 40_000;
/** The front end's crystal for a sampling rate: rate x 2 x OSR 1024. */
const CRYSTAL_CYCLES_PER_SAMPLE = 2048;

/** Counts what the pins of the link carried, and passes it to the monitor. */
class PinTap implements LinkTap {
  readonly counters: WireCounters = { requests: 0, replies: 0, timeouts: 0, bytes: 0 };
  onTransfer: LinkTap['onTransfer'];
  #unanswered = false;

  transfer(sent: readonly number[], received: readonly number[]): void {
    this.counters.bytes += sent.length;
    // A select in which the master says anything but a frame fetches a reply.
    if (sent[0] === FRAME_START) {
      if (this.#unanswered) this.counters.timeouts++;
      this.#unanswered = true;
      this.counters.requests++;
      this.onTransfer?.('request', Uint8Array.from(sent));
    } else {
      this.#unanswered = false;
      this.counters.replies++;
      this.onTransfer?.('reply', Uint8Array.from(received));
    }
  }
}

/** Feeds a source to the front end set by set, up to a limit. */
class Feed {
  limit = Infinity;
  fed = 0;
  readonly #source: SampleSource;
  readonly #block = new Int32Array(SAMPLES_MAX * SAMPLE_WORDS);

  constructor(source: SampleSource) {
    this.#source = source;
  }

  *sets(): Generator<Int32Array> {
    while (this.fed < this.limit) {
      const at = this.fed % SAMPLES_MAX;
      if (at === 0) this.#source.fill(this.#block, this.fed, SAMPLES_MAX);
      this.fed++;
      const set = this.#block.subarray(at * SAMPLE_WORDS, (at + 1) * SAMPLE_WORDS);
      // The eighth word is no channel: the spare input of the front end is at rest.
      set[SAMPLE_WORDS - 1] = 0;
      yield set;
    }
  }
}

/** The image of a role with this run's module in it. */
function imageOf(role: Role, { engine, modules }: MeterRequest): Uint8Array {
  const compiledIn = role === 'metering' && engine === 'aot';
  const elf = new Uint8Array(
    readFileSync(builtPath('firmware', `twinmeter-${role}${compiledIn ? '-aot' : ''}.elf`)),
  );
  const { moduleOffset, moduleMax } = boardLayout();
  return compiledIn ? elf : replaceModule(elf, packModule(role, modules[role], moduleMax), moduleOffset);
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

export class EmulatedMeter implements Meter {
  readonly metering: BoardView & { pulses: number };
  readonly management: BoardView;
  readonly link: LinkMonitor;
  readonly source: SampleSource;
  readonly ports: Record<string, string> = {};
  readonly conductor: Meter['conductor'];
  readonly pair: BoardPair;
  readonly surroundings: Surroundings;
  readonly #feed: Feed;
  readonly #terminals: Pty[] = [];
  readonly #client = new LegalClient();
  #now_us = 0;
  #lastFed_us = 0;

  constructor(request: MeterRequest) {
    const { source, modules } = request;
    this.source = source;
    this.surroundings = request.surroundings ?? new Surroundings();
    this.#feed = new Feed(source);
    const tap = new PinTap();
    this.link = new LinkMonitor(tap);
    this.pair = this.#boards(request, tap);
    // Pulses of an emulated board are edges of a pin: they are counted, but carry no sample index.
    const view = { alive: true, faults: [], restarts: 0, core: undefined, onPulse: undefined };
    this.metering = { ...view, role: 'metering', lcd: [], pulses: 0, sha256: sha256(modules.metering) };
    const { lcd } = this.pair.management;
    const management = {
      ...view,
      role: 'management' as const,
      pulses: 0,
      sha256: sha256(modules.management),
    };
    this.management = {
      ...management,
      get lcd() {
        return lcd.text();
      },
    };
    this.pair.metering.onPulse = () => this.metering.pulses++;
    this.conductor = this.#conductor();
    if (request.terminals) this.#openTerminals();
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
  }

  async ask(message: MessageName, values: RecordValues = {}): Promise<Record<string, RecordValue>> {
    return this.#exchange(this.pair.metering.legal, message, values);
  }

  async adjust(message: MessageName, values: RecordValues = {}): Promise<Record<string, RecordValue>> {
    return this.#exchange(this.pair.metering.adjustment, message, values);
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

  #boards(request: MeterRequest, tap: PinTap): BoardPair {
    const { fram, source, characters } = request;
    const metering = new MeteringBoard({
      elf: imageOf('metering', request),
      fram,
      samples: this.#feed.sets(),
      afeCrystal_Hz: (source.rate_mHz / 1000) * CRYSTAL_CYCLES_PER_SAMPLE,
    });
    const blank = new Uint8Array(fram.length).fill(0xff);
    const management = new ManagementBoard({ elf: imageOf('management', request), fram: blank, characters });
    return new BoardPair(metering, management, (sent, received) => tap.transfer(sent, received));
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
      tick: async () => this.#tick(),
    };
  }

  #tick(): void {
    const { fed } = this.#feed;
    this.#now_us += TICK_us;
    this.#surround(this.pair.metering);
    this.pair.runUntil_us(this.#now_us);
    if (this.#feed.fed > fed) this.#lastFed_us = this.#now_us;
  }

  /** Once the front end stands still, the board hands its last block on when its first set is 20 ms old (board.h). */
  #handPartialBlockOn(): void {
    while (this.#feed.fed >= this.#feed.limit && this.#now_us < this.#lastFed_us + PARTIAL_BLOCK_us)
      this.#tick();
  }

  /** What the board's pins see of its surroundings. */
  #surround(board: MeteringBoard): void {
    const { surroundings } = this;
    board.setContact('CALIBRATION_JUMPER', surroundings.isClosed('jumper'));
    board.setContact('COVER', surroundings.isClosed('mainCover'));
    board.setClockBattery(surroundings.isClosed('clockBattery'));
    board.setTemperature_C(surroundings.temperature_C);
    // The front end's crystal keeps to virtual time here, so its error is the RTC's with the opposite sign.
    board.rtc.error_ppm = (1 / surroundings.clockRatio - 1) * 1e6;
  }

  #openTerminals(): void {
    const { metering, management } = this.pair;
    this.#join('optical', management.optical);
    this.#join('legal', metering.legal);
    this.#join('adjustment', metering.adjustment);
  }

  #join(name: string, socket: SerialSocket): void {
    const terminal = openPty();
    terminal.onData((bytes) => socket.send(bytes));
    socket.onByte = (byte) => void terminal.write(Uint8Array.of(byte));
    this.#terminals.push(terminal);
    this.ports[name] = terminal.path;
  }
}

const START_TIMEOUT_us = 3_000_000;

/** Builds both emulated boards, powers them on and waits for the first sample. Throws NotBuiltError, BoardRefusedError. */
export async function openEmulatedMeter(request: MeterRequest): Promise<Meter> {
  const meter = new EmulatedMeter(request);
  try {
    await meter.start();
  } catch (error) {
    await meter.close();
    throw error;
  }
  return meter;
}
