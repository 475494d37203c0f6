// A meter whose boards are emulated chips running the firmware images, with the bench around them as on every target.
import { createHash } from 'node:crypto';
import { NOR_BYTES, TICK_us } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { FaultRecord } from '../conductor/board.ts';
import { Surroundings } from '../conductor/surroundings.ts';
import { BoardTexts } from './board-texts.ts';
import type { EmulatedBoard } from './board.ts';
import { Feed } from './feed.ts';
import { PinTap } from './link-tap.ts';
import { ManagementBoard } from './management-board.ts';
import { MeteringBoard } from './metering-board.ts';
import { BoardPair } from './pair.ts';
import type { SerialSocket } from './serial-socket.ts';
import { surround } from './surround.ts';
import { CYCLES_PER_US } from '../../rp2350/processor/scheduler.ts';
import { NorImage } from '../../rp2350/chips/nor-image.ts';
import { EngineUnavailable } from '../../rp2350/processor/unicorn-library.ts';
import { FixedInFirmwareError } from '../../firmware/errors.ts';
import { firmwareImage } from '../../firmware/firmware-image.ts';
import { afeRates_Hz, boardFor, common, osrFor } from '../../firmware/boards.ts';
import { openPty, type Pty } from '../../lines/pty.ts';
import { LegalClient, type MessageName } from '../../records/legal-client.ts';
import { NotBuiltError } from '../../build/paths.ts';
import type { RecordValue, RecordValues } from '../../records/records.ts';
import type { MeterRequest } from '../target.ts';
import type { SampleSource } from '../../signals/waves/source.ts';
import { BoardRefusedError } from '../errors.ts';
import type { Role } from '../../cores/core-runner.ts';
import type { DevelopmentKeys } from '../keys/development-keys.ts';
import { provision } from '../keys/provisioned.ts';
import { LinkMonitor } from '../link-monitor.ts';
import { LegalPortSilentError, SAY_TIMEOUT_us, plugAll, type BoardView, type Meter } from '../meter.ts';

const ANSWER_TIMEOUT_us = 5_000_000;
const PARTIAL_BLOCK_us = 40_000;
/** The front end's modulator runs at half of its crystal. */
const CRYSTAL_CYCLES_PER_MODULATION = 2;

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** What a run may ask for is what the images were built for. Throws FixedInFirmwareError. */
function checkAgainstFirmware({ linkClock_Hz, source }: MeterRequest): void {
  const { link_Hz: clock_Hz } = common();
  if (linkClock_Hz !== undefined && linkClock_Hz !== clock_Hz)
    throw new FixedInFirmwareError(
      `a link at ${linkClock_Hz} Hz: the firmware's runs at ${clock_Hz} Hz`,
      'link_Hz',
    );
  if (osrFor(source.rate_mHz / 1000) === undefined)
    throw new FixedInFirmwareError(
      `${source.rate_mHz / 1000} samples a second: the front end's crystal gives ${afeRates_Hz().join(', ')}`,
      'afe_crystal_Hz',
    );
}

type CountingView = Pick<
  BoardView,
  'role' | 'alive' | 'silentSince_us' | 'faults' | 'restarts' | 'sha256' | 'core' | 'onPulse'
> & {
  pulses: number;
  readonly lcd: string[];
};

/** Pulses are edges of a pin here: they are counted, but carry no sample index. */
function viewOf(board: EmulatedBoard, saying: SerialSocket, module: Uint8Array): CountingView {
  const { role, chip } = board;
  const faults: FaultRecord[] = [];
  const texts = new BoardTexts();
  texts.onFault = (fault) => faults.push({ role, at_us: Math.round(chip.now / CYCLES_PER_US), ...fault });
  // A port at 7E1 carries its parity in bit 7.
  saying.watch((byte) => texts.byte(byte & 0x7f));
  return {
    role,
    faults,
    pulses: 0,
    sha256: sha256(module),
    core: undefined,
    silentSince_us: undefined,
    onPulse: undefined,
    get alive() {
      return chip.fault === undefined && chip.isPowered;
    },
    get restarts() {
      return chip.resets;
    },
    get lcd() {
      return board.lcd.text();
    },
  };
}

export class EmulatedMeter implements Meter {
  readonly metering: BoardView;
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
  readonly #powerCuts: MeterRequest['powerCuts'];
  #now_us = 0;
  #lastFed_us = 0;

  constructor(request: MeterRequest) {
    checkAgainstFirmware(request);
    const { source, modules } = request;
    this.source = source;
    this.#powerCuts = request.powerCuts;
    this.surroundings = request.surroundings ?? new Surroundings();
    this.#feed = new Feed(source);
    const tap = new PinTap();
    this.link = new LinkMonitor(tap);
    this.pair = this.#boards(request, tap);
    this.metering = viewOf(this.pair.metering, this.pair.metering.legal, modules.metering);
    this.management = viewOf(this.pair.management, this.pair.management.rs485, modules.management);
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

  #boards(request: MeterRequest, tap: PinTap): BoardPair {
    const { fram, source, modules, engine, cyclesPerInstruction, storage, timing, norTimes } = request;
    const presentation = request.presentation ?? (request.terminals ? 'detected' : 'wire');
    const osr = osrFor(source.rate_mHz / 1000)!;
    const metering = new MeteringBoard({
      board: boardFor('metering', engine),
      elf: firmwareImage('metering', engine, modules.metering, { afeOsr: request.afeOsr ?? osr }),
      ...provisioned('metering', storage?.metering.fram ?? fram, request.keys),
      nor: storage && new NorImage(NOR_BYTES, storage.metering.nor),
      norTimes,
      samples: this.#feed.sets(),
      latch: this.surroundings.latches.metering.chip,
      // The one crystal, as far off as the source's rate is.
      afeCrystal_Hz: (source.rate_mHz / 1000) * osr * CRYSTAL_CYCLES_PER_MODULATION,
      cyclesPerInstruction,
      timing,
      clock_s: this.surroundings.clock.time_s(0, source.rate_mHz / 1000),
    });
    const installed = request.managementFram ?? new Uint8Array(fram.length).fill(0xff);
    const elf = firmwareImage('management', engine, modules.management);
    const management = new ManagementBoard({
      board: boardFor('management', engine),
      elf,
      ...provisioned('management', storage?.management.fram ?? installed, request.keys),
      nor: storage && new NorImage(NOR_BYTES, storage.management.nor),
      norTimes,
      presentation,
      timing,
      relay: this.surroundings.terminals.relay,
      latch: this.surroundings.latches.management.chip,
      modules: this.surroundings.modules,
    });
    const { terminals } = this.surroundings;
    management.pin('ALARM_LED').watch((level) => (terminals.alarm = level));
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

/** A board's FRAM and fuses as the factory left them. */
const provisioned = (role: Role, fram: Uint8Array, keys?: DevelopmentKeys) => ({
  fram,
  identity: provision(fram, role, keys),
});

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
