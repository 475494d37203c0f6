// Runs Pico SDK programs that drive SPI, DMA, I2C and the PSRAM on the emulated chip, with chips on its pins.
import { describe, expect, it } from 'vitest';
import { Ads131m08 } from '../chips/ads131m08.ts';
import { Hd44780 } from '../chips/hd44780.ts';
import { Pcf8574 } from '../chips/pcf8574.ts';
import { faultText } from '../processor/fault.ts';
import { I2cBus } from '../wires/i2c-bus.ts';
import { programElf } from './programs.ts';
import { Rp2350 } from './rp2350.ts';
import { SpiBus } from '../wires/spi-bus.ts';
import { buildsPrograms, missingForPrograms } from './test-program.ts';

const CYCLES_MS = 150_000;

/** Runs until the program says `end`; gives its report lines as names and values. */
function run(chip: Rp2350, program: string, limit_ms: number): Record<string, number> {
  let text = '';
  chip.peripherals.uarts[0].onTransmit = ({ data }) => (text += String.fromCharCode(data));
  chip.load(programElf(program));
  for (let ms = 1; ms <= limit_ms && !text.includes('end\n'); ms++) {
    chip.run(ms * CYCLES_MS);
    if (chip.fault) throw new Error(faultText(chip.fault));
  }
  chip.close();
  expect(text).toContain('end\n');
  const lines = text.trim().split('\n').slice(0, -1);
  return Object.fromEntries(lines.map((line) => [line.split(' ')[0], Number(line.split(' ')[1])]));
}

function withAfe() {
  const chip = new Rp2350({ flashBytes: 4 << 20 });
  const [spi] = chip.peripherals.spis;
  const [cs, drdy] = [chip.gpio.pins[5], chip.gpio.pins[6]];
  const afe = new Ads131m08({ scheduler: chip.time, drdy, settle: () => spi.settle() });
  new SpiBus(chip.time, spi).attach(afe, cs);
  afe.feed(ramp());
  return { chip, afe };
}

function* ramp() {
  for (let n = 1; ; n++) yield [n, 0, 0, 0, 0, 0, 0, -n];
}

describe.skipIf(missingForPrograms())('an SDK program', () => {
  buildsPrograms();

  it('reads every frame of the AFE by DMA, with its CRC right', () => {
    const { chip } = withAfe();
    const report = run(chip, 'spi_afe', 300);
    expect(report).toMatchObject({ answer: 0xff28, frames: 400, wrong: 0, sum: (400 * 401) / 2, overrun: 0 });
  });

  it('finds one frame wrong when one bit of it is flipped', () => {
    const { chip, afe } = withAfe();
    chip.time.at(80 * CYCLES_MS, () => afe.flipNextFrame(77));
    const report = run(chip, 'spi_afe', 300);
    expect(report).toMatchObject({ frames: 400, wrong: 1 });
  });

  it('finds every frame wrong in the wrong SPI mode', () => {
    const { chip } = withAfe();
    const report = run(chip, 'spi_afe_wrong_mode', 300);
    expect(report).toMatchObject({ frames: 400, wrong: 400, sum: 0 });
  });

  it('gets no frame at all when the DMA that clocks the bus was not started', () => {
    const { chip } = withAfe();
    const report = run(chip, 'spi_afe_no_clock', 300);
    expect(report).toMatchObject({ frames: 0, overrun: 0 });
  });

  it('overflows the FIFO when the DMA that empties it was not started', () => {
    const { chip } = withAfe();
    const report = run(chip, 'spi_afe_overflow', 300);
    expect(report).toMatchObject({ frames: 0, overrun: 1 });
  });

  it('shows text on the LCD and gets an error where no chip answers', () => {
    const chip = new Rp2350({ flashBytes: 4 << 20 });
    const lcd = new Hd44780(chip.time);
    const bus = new I2cBus();
    bus.attach(0x27, new Pcf8574(lcd));
    chip.peripherals.i2cs[0].bus = bus;
    const report = run(chip, 'i2c_lcd', 300);
    expect(report).toMatchObject({ baud: 100_000, absent: -1, present: 1 });
    expect(lcd.text().map((line) => line.trimEnd())).toEqual(['1.8.0  000123.4 kWh', '', '', 'Twinmeter']);
    expect(lcd.violations).toEqual([]);
  });

  it('detects 8 MB of PSRAM through the QMI, uses them, and keeps them over a flash command', () => {
    const chip = new Rp2350({ flashBytes: 4 << 20, psramBytes: 8 << 20 });
    const report = run(chip, 'psram', 300);
    expect(report).toEqual({ available: 1, size: 8 << 20, unique: 0xd0, wrong: 0 });
  });
});
