// The System Control Block: what its registers do to exceptions, and a reset asked for by software.
import { existsSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { PENDSV, SYSTICK, type Exceptions } from '../processor/exceptions.ts';
import { PrivatePeripheralBus } from '../processor/ppb.ts';
import { CYCLES_PER_US } from '../processor/scheduler.ts';
import { SystemControlBlock } from '../processor/scb.ts';
import { SVD_PATH } from '../paths.ts';
import { buildsPrograms, load, missingForPrograms } from './test-program.ts';
import { registers } from '../registers/test-registers.ts';

const KEY = 0x05fa0000;

function create() {
  const pending = new Set<number>();
  const priorities = new Map<number, number>();
  const state = { vectorTable: 0, sendEventOnPend: false, grouping: 0, irq: -1, resets: 0 };
  const exceptions = {
    depth: 1,
    current: 11,
    nvicAnyPending: true,
    candidate: () => 25,
    isPending: (n: number) => pending.has(n),
    pend: (n: number) => void pending.add(n),
    unpend: (n: number) => void pending.delete(n),
    setPriority: (n: number, value: number) => void priorities.set(n, value),
    setPriorityGrouping: (n: number) => void (state.grouping = n),
    nvicPend: (n: number) => void (state.irq = n),
    set vectorTable(address: number) {
      state.vectorTable = address;
    },
    set sendEventOnPend(on: boolean) {
      state.sendEventOnPend = on;
    },
  };
  const ppb = new PrivatePeripheralBus();
  new SystemControlBlock(ppb, exceptions as unknown as Exceptions, () => state.resets++);
  return { io: registers(ppb), ppb, pending, priorities, state };
}

describe.skipIf(!existsSync(SVD_PATH))('the SCB', () => {
  let t: ReturnType<typeof create>;
  beforeEach(() => {
    t = create();
  });

  it('is a Cortex-M33 with 64 interrupt lines', () => {
    expect(t.io.read('CPUID')).toBe(0x411fd210);
    expect(t.io.read('ICTR')).toBe(1);
  });

  it('tells what is active and pending', () => {
    t.pending.add(PENDSV);
    // PENDSVSET, ISRPENDING, VECTPENDING 25, RETTOBASE, VECTACTIVE 11
    expect(t.io.read('ICSR')).toBe((1 << 28) | (1 << 22) | (25 << 12) | (1 << 11) | 11);
  });

  it('pends and clears PendSV and SysTick', () => {
    t.io.write('ICSR', ((1 << 28) | (1 << 26)) >>> 0);
    expect([...t.pending].sort()).toEqual([PENDSV, SYSTICK]);
    t.io.write('ICSR', (1 << 27) | (1 << 25));
    expect([...t.pending]).toEqual([]);
  });

  it('refuses a pended NMI and deep sleep, which are not modelled', () => {
    expect(() => t.io.write('ICSR', 0x80000000)).toThrow('NMI');
    expect(() => t.io.write('SCR', 1 << 2)).toThrow('SLEEPDEEP');
  });

  it('moves the vector table, keeps its alignment, and wakes by what becomes pending', () => {
    t.io.write('VTOR', 0x20000180);
    expect(t.state.vectorTable).toBe(0x20000180);
    t.io.write('VTOR', 0x2000017f);
    expect(t.io.read('VTOR')).toBe(0x20000100);
    t.io.write('SCR', 1 << 4);
    expect(t.state.sendEventOnPend).toBe(true);
    t.io.write('SCR', 0);
    expect(t.state.sendEventOnPend).toBe(false);
  });

  it('gives system handlers their priority, by word and by byte', () => {
    t.io.write('SHPR3', 0x40e00000);
    expect([t.priorities.get(PENDSV), t.priorities.get(SYSTICK)]).toEqual([0xe0, 0x40]);
    t.ppb.write(t.ppb.offsetOf('SHPR2') + 3, 0x80, 1);
    expect([t.io.read('SHPR2'), t.priorities.get(11)]).toEqual([0x80000000, 0x80]);
  });

  it('takes AIRCR only with its key: priority grouping and the request for a reset', () => {
    t.io.write('AIRCR', (3 << 8) | 4);
    expect([t.state.grouping, t.state.resets]).toEqual([0, 0]);
    t.io.write('AIRCR', KEY | (3 << 8));
    expect([t.state.grouping, t.state.resets]).toEqual([3, 0]);
    expect(t.io.read('AIRCR')).toBe(0xfa050300);
    t.io.write('AIRCR', KEY | 4);
    expect(t.state.resets).toBe(1);
  });

  it('pends an interrupt by its number', () => {
    t.io.write('STIR', 37);
    expect(t.state.irq).toBe(37);
  });
});

describe.skipIf(missingForPrograms())('a reset asked for by software', () => {
  buildsPrograms();

  it('starts the program again', () => {
    const { chip, text } = load('timer_uart');
    chip.time.at(50_000 * CYCLES_PER_US, () => chip.bus.processorWrite(0xe000ed0c, KEY | 4, 4));
    chip.run(100_000 * CYCLES_PER_US);
    expect([chip.resets, chip.fault]).toEqual([1, undefined]);
    expect(text().match(/ready/g)).toHaveLength(2);
    chip.close();
  });
});
