// The emulated management board: FRAM, NOR, display, optical head and module slots on its pins.
import {
  LAST_GASP_BAUD,
  RELAY_APPLIANCE,
  RELAY_CHARGING,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { BistableRelay } from '../../rp2350/chips/bistable-relay.ts';
import { Pcf8574 } from '../../rp2350/chips/pcf8574.ts';
import type { Pcf85263a } from '../../rp2350/chips/pcf85263a.ts';
import { CYCLES_PER_US } from '../../rp2350/processor/scheduler.ts';
import type { Timing } from '../../rp2350/processor/xip-timing.ts';
import { I2cBus } from '../../rp2350/wires/i2c-bus.ts';
import { PinReceiver } from '../../rp2350/wires/pin-receiver.ts';
import { SpiBus } from '../../rp2350/wires/spi-bus.ts';
import { CoverLatch } from '../conductor/cover-latch.ts';
import type { SlotModule } from '../conductor/slot-module.ts';
import type { SlotName } from '../conductor/surroundings.ts';
import { boardFor, type Board } from '../../firmware/boards.ts';
import { EmulatedBoard } from './board.ts';
import type { Presentation } from '../../lines/presentation.ts';
import { SerialSocket } from './serial-socket.ts';
import { SlotUart } from './slot-uart.ts';
import { storageChips, type StorageChips, type StorageOptions } from './storage-chips.ts';

const SLOT_WIRES = { uplink: 'UPLINK', downlink: 'DOWNLINK' } as const;
/** Of the PCF8574 with the household's relays, each of which a low pin closes. */
const RELAYS_ADDRESS = 0x20;
const RELAYS_ALL = RELAY_APPLIANCE | RELAY_CHARGING;
const REFERENCE_mV = 3300;
/** Resistors of the sense wire and of the thermistor's divider, Ohm. */
const PULL_UP = 10_000;
const COVER = 10_000;
const MAGNET = 4700;
const NTC_AT_25 = 10_000;
const NTC_B_K = 3435;
const KELVIN = 273.15;

const dividedBy = (ohm: number) => (REFERENCE_mV * ohm) / (ohm + PULL_UP);

const ntcOhm = (celsius: number) =>
  NTC_AT_25 * Math.exp(NTC_B_K * (1 / (celsius + KELVIN) - 1 / (25 + KELVIN)));

export interface ManagementBoardOptions extends StorageOptions {
  board?: Board;
  elf: Uint8Array;
  /** What the factory wrote into the chip's fuses; blank without it. */
  identity?: Uint8Array;
  /** The fuses themselves, where they outlive the board. */
  fuses?: Uint32Array<ArrayBuffer>;
  /** What a byte outside the optical head and the RS485 pair is while they are at 7E1; default wire. */
  presentation?: Presentation;
  /** False: the board was made without its PSRAM. */
  psramFitted?: boolean;
  fastPath?: boolean;
  /** How its chip counts time. */
  timing?: Timing;
  /** The load switch, with its times in microseconds; it outlives the board. */
  relay?: BistableRelay;
  /** The modules that may stand in the slots. */
  modules?: Readonly<Record<SlotName, SlotModule>>;
  /** Told which of the household's relays are closed, bits RELAY_*. */
  relays?: (closed: number) => void;
  /** The latch of the terminal cover; it outlives the board. An armed one without it. */
  latch?: Pcf85263a;
}

export class ManagementBoard extends EmulatedBoard {
  /** FRAM and NOR on SPI1, and what is on I2C0. */
  readonly storageBus: SpiBus;
  readonly displayBus = new I2cBus();
  override readonly storage: StorageChips;
  readonly optical: SerialSocket;
  readonly rs485: SerialSocket;
  readonly slots: Readonly<Record<SlotName, SerialSocket>>;
  readonly #plugged: Record<SlotName, boolean> = { uplink: false, downlink: false };

  constructor(options: ManagementBoardOptions) {
    const { fastPath, timing, fuses } = options;
    super(options.board ?? boardFor('management', 'wasm3'), { fastPath, timing, fuses }, options.identity);
    const { time } = this.chip;
    this.chip.peripherals.qmi.psram.fitted = options.psramFitted ?? true;
    this.slowChips('LCD', this.displayBus, options.latch ?? new CoverLatch().chip);
    this.displayBus.attach(
      RELAYS_ADDRESS,
      new Pcf8574({ written: (port) => options.relays?.(~port & RELAYS_ALL) }),
    );
    this.#joinSwitch(options.relay ?? new BistableRelay(1e6));
    this.setSense({ covered: true, magnet: false });
    this.setTerminals_C(23);
    this.storageBus = new SpiBus(time, this.spi('STORAGE'));
    this.storage = storageChips(this, this.storageBus, options);
    const { presentation } = options;
    this.optical = new SerialSocket(this.uart('OPTICAL'), time, { presentation, rx: this.pin('OPTICAL_RX') });
    const driverEnable = this.pin('RS485_DE');
    const rx = this.pin('RS485_RX');
    this.rs485 = new SerialSocket(this.uart('RS485'), time, { presentation, driverEnable, rx });
    this.slots = { uplink: this.#slot('uplink', options), downlink: this.#slot('downlink', options) };
    this.pin('POWER_FAIL').drive(true);
    this.chip.load(options.elf);
  }

  /** The line of a slot, and the ear of its module for a last gasp. */
  #slot(name: SlotName, { presentation, modules }: ManagementBoardOptions): SerialSocket {
    const { time, peripherals } = this.chip;
    const wires = SLOT_WIRES[name];
    const [tx, rx] = [this.pin(`${wires}_TX`), this.pin(`${wires}_RX`)];
    const uart = new SlotUart(peripherals.pios[this.block(wires)], name === 'uplink' ? 0 : 1, tx, time);
    const gasp = { bitCycles: time.cyclesPerSecond / LAST_GASP_BAUD, bits: 8 };
    new PinReceiver(
      tx,
      time,
      () => gasp,
      (byte) => modules?.[name].hear(byte, time.now / CYCLES_PER_US),
    );
    return new SerialSocket(uart, time, { presentation, rx });
  }

  /** A module in its slot holds the board's RX high; without it a resistor has it. */
  setModule(name: SlotName, present: boolean): void {
    if (present) this.slots[name].rest();
    else if (this.#plugged[name]) this.slots[name].unplug();
    this.#plugged[name] = present;
  }

  /** What stands on the sense wire of the terminals. */
  setSense({ covered, magnet }: { covered: boolean; magnet: boolean }): void {
    const siemens = (covered ? 1 / COVER : 0) + (magnet ? 1 / MAGNET : 0);
    this.setAnalog_mV('TERMINAL_SENSE', siemens === 0 ? REFERENCE_mV : dividedBy(1 / siemens));
  }

  /** Temperature of the terminals; undefined: the wire of the thermistor is broken. */
  setTerminals_C(celsius: number | undefined): void {
    const level_mV = celsius === undefined ? REFERENCE_mV : dividedBy(ntcOhm(celsius));
    this.setAnalog_mV('TERMINAL_TEMPERATURE', level_mV);
  }

  /** Coils, auxiliary contact and the optocoupler behind the switch; contacts and optocoupler pull to ground. */
  #joinSwitch(relay: BistableRelay): void {
    for (const coil of ['open', 'close'] as const) {
      const pin = this.pin(coil === 'open' ? 'SWITCH_OPEN' : 'SWITCH_CLOSE');
      pin.watch((level) => relay.drive(coil, level, this.chip.now / CYCLES_PER_US));
    }
    relay.onChange = () => {
      this.pin('SWITCH_FEEDBACK').drive(relay.closed ? false : undefined);
      this.pin('LOAD_VOLTAGE').drive(relay.loadVoltage ? false : undefined);
    };
    relay.onChange();
  }

  /** Words of a link transfer still under way reach the slave before it runs past their time. */
  override runUntil(time: number): void {
    super.runUntil(time);
    this.spi('LINK').settle();
  }
}
