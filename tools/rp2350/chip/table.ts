// The table of the chip: which peripheral answers at which address, and how they are wired to each other.
import type { Environment } from './environment.ts';
import type { Gpio } from '../peripherals/gpio.ts';
import type { Peripheral } from '../registers/peripheral.ts';
import { Adc } from '../peripherals/adc.ts';
import { BootRam } from '../peripherals/bootram.ts';
import { Clocks } from '../peripherals/clocks.ts';
import { Dma } from '../peripherals/dma.ts';
import { I2c } from '../peripherals/i2c.ts';
import { Otp, OTP_WINDOWS, OtpRows, OtpWindow } from '../peripherals/otp.ts';
import { Pio } from '../peripherals/pio.ts';
import { Pll } from '../peripherals/pll.ts';
import { Powman } from '../peripherals/powman.ts';
import { Pwm } from '../peripherals/pwm.ts';
import { Qmi } from '../peripherals/qmi.ts';
import { Resets, type ResetLines } from '../peripherals/resets.ts';
import { Sha256 } from '../peripherals/sha256.ts';
import { Spi } from '../peripherals/spi.ts';
import * as storage from '../peripherals/storage-blocks.ts';
import { Ticks } from '../peripherals/ticks.ts';
import { Timer } from '../peripherals/timer.ts';
import { Trng } from '../peripherals/trng.ts';
import { Uart } from '../peripherals/uart.ts';
import { checkWatchdogSelect, Watchdog } from '../peripherals/watchdog.ts';
import { XIP_MAINTENANCE, XipControl, XipMaintenance } from '../peripherals/xip-cache.ts';
import { Xosc } from '../peripherals/xosc.ts';
import { peripheralDescription } from '../registers/svd.ts';

export interface ChipParts {
  readonly env: Environment;
  readonly gpio: Gpio;
  readonly isPackageB: boolean;
  readonly fuses?: Uint32Array<ArrayBuffer>;
  readonly onClockChange: () => void;
  readonly onWatchdog: () => void;
  readonly resetLines: ResetLines;
}

interface Place {
  readonly base: number;
  readonly peripheral: Peripheral;
  /** For a block without atomic aliases: its size in bytes, a power of two. */
  readonly length?: number;
}

const TIMER_IRQS = { TIMER0: [0, 1, 2, 3], TIMER1: [4, 5, 6, 7] };
const UART_IRQS = { UART0: 33, UART1: 34 };
const UART_DREQS = { UART0: 28, UART1: 30 };
const SIO_BYTES = 0x4000;

export function createPeripherals(parts: ChipParts) {
  const clocking = createClocking(parts);
  const { env } = parts;
  const uarts = [createUart('UART0', env), createUart('UART1', env)] as const;
  const spis = [new Spi(0, env), new Spi(1, env)] as const;
  const i2cs = [new I2c(0, env), new I2c(1, env)] as const;
  const pios = [new Pio(0, env), new Pio(1, env), new Pio(2, env)] as const;
  const dma = new Dma(env);
  const qmi = new Qmi(env);
  const adc = new Adc(env, parts.isPackageB ? 8 : 4);
  const otp = new Otp(new OtpRows(parts.fuses));
  const resets = new Resets(parts.resetLines);
  const listed: Peripheral[] = [
    ...Object.values(clocking),
    ...uarts,
    ...spis,
    ...i2cs,
    ...pios,
    dma,
    qmi,
    adc,
    otp,
    new Powman(env),
    new Pwm(env),
    new Trng(env),
    new Sha256(env.scheduler),
    new XipControl((writable) => qmi.setPsramWritable(writable)),
    resets,
    new BootRam(),
    parts.gpio.io,
    parts.gpio.pads,
    new storage.SysInfo(parts.isPackageB),
    new storage.SysCfg(),
    new storage.RingOscillator(),
    new storage.AccessControl(),
    new storage.BusControl(),
    new storage.TestbenchManager(),
    new storage.QspiBank('IO_QSPI'),
    new storage.QspiBank('PADS_QSPI'),
    new storage.UsbController(),
  ];
  const places: Place[] = listed.map((peripheral) => placeOf(peripheral));
  places.push({ ...placeOf(parts.gpio.sio), length: SIO_BYTES });
  const { base, bytes } = XIP_MAINTENANCE;
  places.push({
    base,
    peripheral: new XipMaintenance((offset) => env.xip.maintainCache(offset)),
    length: bytes,
  });
  for (const kind of ['ecc', 'raw', 'eccGuarded', 'rawGuarded'] as const) {
    const window = OTP_WINDOWS[kind];
    places.push({ base: window.base, peripheral: new OtpWindow(otp, kind), length: window.bytes });
  }
  return { ...clocking, uarts, spis, i2cs, pios, dma, qmi, adc, otp, resets, env, places };
}

function placeOf(peripheral: Peripheral): Place {
  return { base: peripheralDescription(peripheral.name).base, peripheral };
}

/** Oscillators, PLLs, clocks, ticks and what counts ticks: each change is passed down the tree. */
function createClocking(parts: ChipParts) {
  const { env } = parts;
  const { scheduler } = env;
  const psm = new storage.PowerOnStateMachine();
  const counters: { tickChanged(): void }[] = [];
  const changed = (): void => {
    parts.onClockChange();
    for (const counter of counters) counter.tickChanged();
  };
  const xosc = new Xosc(scheduler, changed);
  const pllSys = new Pll('PLL_SYS', scheduler, () => xosc.frequency_Hz, changed);
  const pllUsb = new Pll('PLL_USB', scheduler, () => xosc.frequency_Hz, changed);
  const sources = {
    rosc: () => storage.RingOscillator.NOMINAL_Hz,
    xosc: () => xosc.frequency_Hz,
    pllSys: () => pllSys.frequency_Hz,
    pllUsb: () => pllUsb.frequency_Hz,
  };
  const clocks = new Clocks(sources, changed);
  env.clocks = clocks;
  const ticks = new Ticks(clocks, changed);
  const timer0 = createTimer('TIMER0', env, ticks);
  const timer1 = createTimer('TIMER1', env, ticks);
  const onWatchdog = (): void => {
    checkWatchdogSelect(psm.watchdogSelect);
    parts.onWatchdog();
  };
  const watchdog = new Watchdog(scheduler, () => ticks.rate_Hz('WATCHDOG'), onWatchdog);
  counters.push(timer0, timer1, watchdog);
  return { psm, xosc, pllSys, pllUsb, clocks, ticks, timer0, timer1, watchdog };
}

function createTimer(name: 'TIMER0' | 'TIMER1', env: Environment, ticks: Ticks): Timer {
  const lines = TIMER_IRQS[name].map((irq) => env.interrupt(irq));
  return new Timer(name, env.scheduler, lines, () => ticks.rate_Hz(name));
}

function createUart(name: 'UART0' | 'UART1', env: Environment): Uart {
  const uart = new Uart(name, {
    scheduler: env.scheduler,
    line: env.interrupt(UART_IRQS[name]),
    pinMux: env.pinMux,
    clock_Hz: () => env.clocks.frequency_Hz('clk_peri'),
  });
  env.addDmaRequest(UART_DREQS[name], uart.transmitRequest);
  env.addDmaRequest(UART_DREQS[name] + 1, uart.receiveRequest);
  return uart;
}
