// From power-on to the first register that can be read, on each of the emulated boards, in virtual milliseconds.
import { TICK_us } from '../../shared-protocol/generated/ts/protocol.ts';
import { withMeter } from '../meter/targets/with-meter.ts';
import { sineSource } from '../signals/waves/sine.ts';
import { printFigures } from './print-figures.ts';

const ENGINES = ['wasm3', 'aot'] as const;
/** As in cost.ts: a load is instructions times this many cycles each. */
const CPI = 2;
/** The display counts the age of what it shows from the first round of the mirror on. */
const SHOWN = /relayed/;
const PATIENCE_us = 5_000_000;

export interface BootTimes {
  readonly engine: (typeof ENGINES)[number];
  /** A whole answer of the legal port with the registers of the total, asked for as soon as the front end ran. */
  readonly metering_ms: number;
  /** Registers of the mirror on the display of the management board. */
  readonly management_ms: number;
}

/** Both boards powered on at once; the metering board at two cycles an instruction, the other at one. */
export async function bootTimes(engine: BootTimes['engine']): Promise<BootTimes> {
  const source = sineSource({ service: '3p4w', volts: 230, amps: 5 });
  return withMeter(`emulated ${engine}`, { source, cyclesPerInstruction: CPI }, async (meter) => {
    await meter.ask('read_registers', { scope: 0, moment: 0 });
    const metering_ms = meter.conductor.now_us / 1000;
    while (!meter.management.lcd.some((row) => SHOWN.test(row)) && meter.conductor.now_us < PATIENCE_us)
      await meter.conductor.tick();
    return { engine, metering_ms, management_ms: meter.conductor.now_us / 1000 };
  });
}

async function bootLines(): Promise<string[]> {
  const lines = [
    `power-on to the first register readable, virtual time to ${TICK_us / 1000} ms, metering at ${CPI} cycles an instruction`,
  ];
  for (const engine of ENGINES) {
    const { metering_ms, management_ms } = await bootTimes(engine);
    lines.push(
      `  ${engine.padEnd(6)}metering, answered on its legal port ${metering_ms} ms; management, shown on its display ${management_ms} ms`,
    );
  }
  return lines;
}

if (import.meta.filename === process.argv[1]) await printFigures(bootLines);
