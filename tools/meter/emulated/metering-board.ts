// The emulated metering board: AFE, FRAM, NOR, RTC, contacts, RS485 transceiver and pulse outputs.
import { Ads131m08 } from '../../rp2350/chips/ads131m08.ts';
import type { Timing } from '../../rp2350/processor/xip-timing.ts';
import type { SampleSet } from '../../rp2350/chips/conversions.ts';
import { DS3231_ADDRESS, Ds3231 } from '../../rp2350/chips/ds3231.ts';
import { I2cBus } from '../../rp2350/wires/i2c-bus.ts';
import type { Pcf85263a } from '../../rp2350/chips/pcf85263a.ts';
import { SpiBus } from '../../rp2350/wires/spi-bus.ts';
import { CoverLatch } from '../conductor/cover-latch.ts';
import { boardFor, type Board } from '../../firmware/boards.ts';
import { EmulatedBoard } from './board.ts';
import { SerialSocket } from './serial-socket.ts';
import { storageChips, type StorageChips, type StorageOptions } from './storage-chips.ts';

const BATTERY_GOOD_mV = 3000;
const BATTERY_LOW_mV = 2000;

export interface MeteringBoardOptions extends StorageOptions {
  /** The board the image is for; the one for wasm3 without it. */
  board?: Board;
  elf: Uint8Array;
  /** What the factory wrote into the chip's fuses; blank without it. */
  identity?: Uint8Array;
  /** The fuses themselves, where they outlive the board. */
  fuses?: Uint32Array<ArrayBuffer>;
  /** One set of eight codes a conversion; when it ends, the AFE's crystal stops. */
  samples: Iterable<SampleSet>;
  /** Crystal of the AFE, for other sampling rates than 4 kHz. */
  afeCrystal_Hz?: number;
  /** Calibration jumper at power-on. */
  jumper?: 'open' | 'closed';
  /** How much faster the RTC's crystal runs than nominal. */
  rtcError_ppm?: number;
  /** What the RTC shows at power-on, seconds since 1970; without, its battery never was there. */
  clock_s?: number;
  /** The latch of the main cover; it outlives the board. An armed one without it. */
  latch?: Pcf85263a;
  fastPath?: boolean;
  /** Cycles an instruction of the chip takes, 1 without it. */
  cyclesPerInstruction?: number;
  /** How its chip counts time. */
  timing?: Timing;
}

export class MeteringBoard extends EmulatedBoard {
  readonly afe: Ads131m08;
  /** Front end and memories on SPI0, and what is on I2C0. */
  readonly sensorBus: SpiBus;
  readonly clockBus = new I2cBus();
  override readonly storage: StorageChips;
  readonly rtc: Ds3231;
  readonly legal: SerialSocket;
  readonly adjustment: SerialSocket;
  /** Called when a pulse output rises: its name and the time in cycles. */
  onPulse: (output: 'PULSE_ACTIVE' | 'PULSE_REACTIVE', time: number) => void = () => {};

  constructor(options: MeteringBoardOptions) {
    const { fastPath, cyclesPerInstruction, timing, identity, fuses } = options;
    const { board = boardFor('metering', 'wasm3') } = options;
    super(board, { fastPath, cyclesPerInstruction, timing, fuses }, identity);
    const { time } = this.chip;
    const sensorSpi = this.spi('AFE');
    const drdy = this.pin('AFE_DRDY');
    const settle = () => sensorSpi.settle();
    this.afe = new Ads131m08({ scheduler: time, drdy, clock_Hz: options.afeCrystal_Hz, settle });
    this.afe.conversions.endsWithFeed = true;
    this.afe.feed(options.samples);
    const bus = (this.sensorBus = new SpiBus(time, sensorSpi));
    bus.attach(this.afe, this.pin('AFE_CS'));
    this.storage = storageChips(this, bus, options);
    const driverEnable = this.pin('LEGAL_DE');
    this.legal = new SerialSocket(this.uart('LEGAL'), time, { driverEnable });
    this.adjustment = new SerialSocket(this.uart('ADJUSTMENT'), time);
    this.rtc = new Ds3231({
      scheduler: time,
      sqw: this.pin('RTC_1HZ'),
      error_ppm: options.rtcError_ppm,
      time_s: options.clock_s,
    });
    this.clockBus.attach(DS3231_ADDRESS, this.rtc);
    this.slowChips('RTC', this.clockBus, options.latch ?? new CoverLatch().chip);
    this.setContact('CALIBRATION_JUMPER', options.jumper === 'closed');
    this.setContact('COVER', true);
    this.setClockBattery(true);
    this.#watchPulses();
    this.pin('POWER_FAIL').drive(true);
    this.chip.load(options.elf);
  }

  setClockBattery(good: boolean): void {
    this.setAnalog_mV('CLOCK_BATTERY', good ? BATTERY_GOOD_mV : BATTERY_LOW_mV);
  }

  /** Temperature of the chip, which is that of the board. */
  setTemperature_C(temperature_C: number): void {
    this.chip.peripherals.adc.temperature_C = temperature_C;
    this.rtc.temperature_C = temperature_C;
  }

  #watchPulses(): void {
    for (const output of ['PULSE_ACTIVE', 'PULSE_REACTIVE'] as const) {
      this.pin(output).watch((level) => level && this.onPulse(output, this.chip.now));
    }
  }
}
