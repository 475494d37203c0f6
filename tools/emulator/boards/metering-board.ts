// The emulated metering board: a Pico 2 with AFE, FRAM, RS485 transceiver and pulse outputs on its pins.
import { Ads131m08 } from '../chips/ads131m08.ts';
import type { SampleSet } from '../chips/conversions.ts';
import { Mb85rs2mta } from '../chips/mb85rs2mta.ts';
import { SpiBus } from '../spi-bus.ts';
import { EmulatedBoard } from './board.ts';
import { SerialSocket } from './serial-socket.ts';

const FLASH_BYTES = 4 << 20;

export interface MeteringBoardOptions {
  elf: Uint8Array;
  /** Cells of the FRAM; they outlive the board. */
  fram: Uint8Array;
  /** One set of eight codes a conversion; when it ends, the AFE's crystal stops. */
  samples: Iterable<SampleSet>;
  /** Crystal of the AFE, for other sampling rates than 4 kHz. */
  afeCrystal_Hz?: number;
  fastPath?: boolean;
}

export class MeteringBoard extends EmulatedBoard {
  readonly afe: Ads131m08;
  readonly fram: Mb85rs2mta;
  readonly legal: SerialSocket;
  readonly adjustment: SerialSocket;
  /** Called when a pulse output rises: its name in board.h and the time in cycles. */
  onPulse: (output: 'PULSE_ACTIVE' | 'PULSE_REACTIVE', time: number) => void = () => {};

  constructor(options: MeteringBoardOptions) {
    super('metering', { flashBytes: FLASH_BYTES, fastPath: options.fastPath });
    const { time, peripherals } = this.chip;
    const [sensorSpi] = peripherals.spis;
    const drdy = this.pin('AFE_DRDY');
    const settle = () => sensorSpi.settle();
    this.afe = new Ads131m08({ scheduler: time, drdy, clock_Hz: options.afeCrystal_Hz, settle });
    this.afe.conversions.endsWithFeed = true;
    this.afe.feed(options.samples);
    this.fram = new Mb85rs2mta({ cells: options.fram, cyclesPerSecond: time.cyclesPerSecond });
    const bus = new SpiBus(time, sensorSpi);
    bus.attach(this.afe, this.pin('AFE_CS'));
    bus.attach(this.fram, this.pin('FRAM_CS'));
    const driverEnable = () => this.pin('LEGAL_DE').level;
    this.legal = new SerialSocket(peripherals.uarts[0], time, { wireBytes: true, driverEnable });
    this.adjustment = new SerialSocket(peripherals.uarts[1], time, { wireBytes: true });
    this.#watchPulses();
    this.pin('POWER_FAIL').drive(true);
    this.chip.load(options.elf);
  }

  #watchPulses(): void {
    for (const output of ['PULSE_ACTIVE', 'PULSE_REACTIVE'] as const) {
      this.pin(output).watch((level) => level && this.onPulse(output, this.chip.now));
    }
  }
}
