// The report of a run that cannot go on: what happened, where, and the core's registers.
import type { Exceptions } from './exceptions.ts';
import { CYCLES_PER_US } from './scheduler.ts';
import type { Engine } from './unicorn.ts';
import { REG } from './unicorn.ts';

export interface FaultReport {
  /** One sentence naming the peripheral and register, or the address. */
  readonly what: string;
  /** Address of the block that ran (a block is at most a few instructions before the cause). */
  readonly block: number;
  readonly time_us: number;
  /** Number of the running exception, 0 in thread mode. */
  readonly exception: number;
  readonly registers: Readonly<Record<string, number>>;
  /** The error behind it. */
  readonly cause: unknown;
}

const NAMES = ['r0', 'r1', 'r2', 'r3', 'r12', 'sp', 'lr', 'pc', 'xpsr'];
const IDS = [REG.R0, REG.R1, REG.R2, REG.R3, REG.R12, REG.SP, REG.LR, REG.PC, REG.XPSR];

export function captureFault(
  engine: Engine,
  exceptions: Exceptions,
  what: string,
  cause: unknown,
): FaultReport {
  const batch = engine.batch(IDS);
  batch.read();
  const registers = Object.fromEntries(NAMES.map((name, i) => [name, batch.values[i]]));
  const { blockPc, now } = engine.accounting;
  return {
    what,
    block: blockPc,
    time_us: now / CYCLES_PER_US,
    exception: exceptions.current,
    registers,
    cause,
  };
}

/** The report as a few lines of text. */
export function faultText(fault: FaultReport): string {
  const hex = (value: number): string => value.toString(16).padStart(8, '0');
  const registers = Object.entries(fault.registers).map(([name, value]) => `${name}=${hex(value)}`);
  const where = fault.exception === 0 ? 'thread mode' : `exception ${fault.exception}`;
  return [
    fault.what,
    `at ${fault.time_us.toFixed(1)} us in ${where}, block ${hex(fault.block)}`,
    registers.join(' '),
  ].join('\n');
}

/** Kinds of uc_mem_type: 19-21 unmapped, 22-24 write, read and fetch protection. */
const MEMORY_FAULTS: Readonly<Record<number, string>> = {
  19: 'load from',
  20: 'store to',
  21: 'instruction fetch from',
  22: 'store to protected',
  23: 'load from protected',
  24: 'instruction fetch from protected',
};

export function memoryFaultText(kind: number, size: number): string {
  return `${size * 8}-bit ${MEMORY_FAULTS[kind] ?? `access (${kind}) to`}`;
}
