// Checks the PIO: what each instruction does and how long, FIFOs and their DREQ lines, flags, side-set, and serial programs.
import { beforeEach, describe, expect, it } from 'vitest';
import { registersOf, TestChip } from '../registers/test-chip.ts';
import { Pio } from './pio.ts';

let chip: TestChip;
let pio: Pio;
let regs: ReturnType<typeof registersOf>;

beforeEach(() => {
  chip = new TestChip();
  pio = new Pio(0, chip);
  pio.reset();
  regs = registersOf(pio);
});

const load = (...program: number[]) => program.forEach((word, i) => regs.write(`INSTR_MEM${i}`, word));
const enable = (machines = 1) => regs.write('CTRL', machines);
const signal = (gpio: number) => chip.signals.get(`pio0_${gpio}`);

/** A divisor of 10, OUT and SET and side-set at pin 3, IN at pin 5; the program ends at `wrap`. */
function setUp({ wrap = 31, shift = 0xc0000, side = 0, exec = 0, clkdiv = 10 } = {}): void {
  regs.write('SM0_CLKDIV', clkdiv << 16);
  regs.write('SM0_EXECCTRL', (exec | (wrap << 12)) >>> 0);
  regs.write('SM0_SHIFTCTRL', shift >>> 0);
  regs.write('SM0_PINCTRL', ((side << 29) | (1 << 26) | (1 << 20) | (5 << 15) | (3 << 10) | (3 << 5) | 3) >>> 0);
  regs.write('SM0_INSTR', 0xe081); // set pindirs, 1
}

describe('A PIO state machine', () => {
  it('does one instruction in each period of its divided clock, and waits out delays', () => {
    setUp({ wrap: 1 });
    load(0xe001, 0xe200); // set pins, 1; set pins, 0 [2]
    const rises: number[] = [];
    enable();
    for (let i = 0; i < 200; i++) {
      const before = signal(3);
      chip.scheduler.run(1);
      if (!before && signal(3)) rises.push(chip.scheduler.now);
    }
    // One for the rise, three for the fall: 40 cycles a round.
    expect(rises.slice(2).map((at, i) => at - rises[i + 1])).toEqual([40, 40, 40, 40]);
  });

  it('keeps fractions of its divisor', () => {
    setUp({ wrap: 1 });
    regs.write('SM0_CLKDIV', (10 << 16) | (128 << 8));
    load(0xe001, 0xe000);
    enable();
    chip.scheduler.run(10.5 * 2 * 100 + 1);
    expect(regs.read('SM0_ADDR')).toBe(1);
  });

  it('jumps by its conditions', () => {
    setUp();
    // set x, 2; loop: jmp x--, loop; jmp !x, never... jmp y--, 6; irq 1; jmp 5; 6: irq 0; jmp 7
    load(0xe022, 0x0041, 0xe040, 0x0086, 0xc001, 0x0005, 0xc000, 0x0007);
    enable();
    chip.scheduler.run(2000);
    // y was 0: `jmp y--` is not taken.
    expect([regs.read('IRQ'), regs.read('SM0_ADDR')]).toEqual([0b10, 5]);
  });

  it('stalls on an empty FIFO without costing an event, and goes on when a word comes', () => {
    setUp({ wrap: 1 });
    load(0x80a0, 0x6001); // pull block; out pins, 1
    enable();
    chip.scheduler.run(100);
    const { fired } = chip.scheduler;
    chip.scheduler.run(1_000_000);
    expect(chip.scheduler.fired).toBe(fired);
    expect(regs.read('FDEBUG') >>> 24).toBe(1);
    regs.write('TXF0', 1);
    chip.scheduler.run(40);
    expect(signal(3)).toBe(true);
  });

  it('waits for a level of a pin, and counts the periods behind it', () => {
    setUp({ wrap: 1 });
    load(0x20a0, 0xe001); // wait 1 pin 0; set pins, 1
    chip.pins[5].drive(false);
    enable();
    chip.scheduler.run(105);
    expect(signal(3)).toBe(false);
    chip.pins[5].drive(true);
    chip.scheduler.run(20);
    expect(signal(3)).toBe(true);
  });

  it('shifts in to the right and pushes by itself at its threshold', () => {
    // IN right, autopush at 8; in pins, 1
    setUp({ wrap: 0, shift: 0x40000 | 0x10000 | (8 << 20) });
    load(0x4001);
    const [first, ...others] = [1, 0, 1, 1, 0, 0, 1, 0];
    chip.pins[5].drive(first === 1);
    enable();
    chip.scheduler.run(5);
    for (const bit of others) {
      chip.pins[5].drive(bit === 1);
      chip.scheduler.run(10);
    }
    expect(regs.read('FLEVEL') >>> 4).toBe(1);
    expect(regs.read('RXF0') >>> 24).toBe(0b01001101);
  });

  it('loses nothing at a full FIFO where it blocks, and says so where it loses', () => {
    setUp({ wrap: 1 });
    load(0xa0c1, 0x8020); // mov isr, x; push block
    enable();
    chip.scheduler.run(1000);
    expect(regs.read('FLEVEL') >>> 4).toBe(4);
    expect(regs.read('FDEBUG') & 1).toBe(1);
    regs.read('RXF0');
    chip.scheduler.run(40);
    expect(regs.read('FLEVEL') >>> 4).toBe(4);
  });

  it('sets pins beside its instructions, also while it stalls', () => {
    setUp({ wrap: 0, side: 1 });
    load(0x90a0); // pull block side 1
    enable();
    chip.scheduler.run(20);
    expect(signal(3)).toBe(true);
  });

  it('sets its flags, waits for them, and interrupts', () => {
    setUp();
    regs.write('IRQ0_INTE', 1 << 10);
    load(0xc022, 0xe001, 0x0002); // irq wait 2; set pins, 1; jmp 2
    enable();
    chip.scheduler.run(100);
    expect([regs.read('IRQ'), chip.irq[15], signal(3)]).toEqual([4, true, false]);
    regs.write('IRQ', 4);
    chip.scheduler.run(40);
    expect([regs.read('IRQ'), chip.irq[15], signal(3)]).toEqual([0, false, true]);
  });

  it('executes what is written to INSTR, also while it stands', () => {
    setUp();
    regs.write('SM0_INSTR', 0xe001);
    expect(signal(3)).toBe(true);
    regs.write('SM0_INSTR', 0xe025); // set x, 5
    regs.write('SM0_INSTR', 0xa0c1); // mov isr, x
    regs.write('SM0_INSTR', 0x8000); // push
    expect(regs.read('RXF0')).toBe(5);
    regs.write('SM0_INSTR', 0x000b);
    expect(regs.read('SM0_ADDR')).toBe(11);
  });

  it('reverses and inverts as it moves', () => {
    setUp();
    regs.write('SM0_INSTR', 0xe021); // set x, 1
    regs.write('SM0_INSTR', 0xa0d1); // mov isr, ::x
    regs.write('SM0_INSTR', 0x8000);
    regs.write('SM0_INSTR', 0xa0c9); // mov isr, !x
    regs.write('SM0_INSTR', 0x8000);
    expect([regs.read('RXF0'), regs.read('RXF0')]).toEqual([0x80000000, 0xfffffffe]);
  });

  it('gives a DREQ for each word of room or of data, eight deep where FIFOs are joined', () => {
    const [tx, rx] = [chip.dmaRequest(0)!, chip.dmaRequest(4)!];
    setUp();
    expect([tx.available, rx.available]).toEqual([4, 0]);
    regs.write('SM0_SHIFTCTRL', 0x400c0000);
    expect([tx.available, rx.available]).toEqual([8, 0]);
    for (let i = 0; i < 9; i++) regs.write('TXF0', i);
    expect(tx.available).toBe(0);
    expect((regs.read('FDEBUG') >>> 16) & 1).toBe(1);
    expect((regs.read('FSTAT') >>> 16) & 1).toBe(1);
  });

  it('sees and drives pins 16 to 47 behind GPIOBASE', () => {
    regs.write('GPIOBASE', 16);
    setUp();
    regs.write('SM0_INSTR', 0xe001);
    expect([signal(3), signal(19)]).toEqual([undefined, true]);
    chip.pins[21].drive(true);
    chip.pins[5].drive(false);
    load(0x20a0, 0xe000);
    enable();
    chip.scheduler.run(40);
    expect(signal(19)).toBe(false);
  });

  it('lets go of its pins with a reset, and stops', () => {
    setUp({ wrap: 1 });
    load(0xe001, 0xe000);
    enable();
    chip.scheduler.run(25);
    pio.reset();
    expect(signal(3)).toBeUndefined();
    const { fired } = chip.scheduler;
    chip.scheduler.run(1000);
    expect(chip.scheduler.fired).toBe(fired);
  });

  it.each([
    ['neighbouring blocks', () => regs.write('CTRL', 1 << 16)],
    ['RX FIFO entries', () => regs.write('SM0_SHIFTCTRL', 0xc0000 | (1 << 15))],
    ['a relative flag of a neighbour', () => regs.write('SM0_INSTR', 0xc008)],
  ])('stops a guest that uses %s, which is not modelled', (_, use) => {
    expect(use).toThrow(/not modelled/);
  });
});

/** A UART of two machines, eight periods to a bit: bytes from TX at pin 3 to RX at pin 5. */
const SENDER = [0x9fa0, 0xf727, 0x6001, 0x0642];
/** Jumps are written for a program from 4 on; a frame without a stop bit is dropped. */
const RECEIVER = [0x2020, 0xea27, 0x4001, 0x0646, 0x00cb, 0x20a0, 0x0004, 0x8020];
const BIT_cycles = 80;

function startUart(): void {
  load(...SENDER, ...RECEIVER);
  for (const i of [0, 1]) regs.write(`SM${i}_CLKDIV`, (BIT_cycles / 8) << 16);
  regs.write('SM0_EXECCTRL', (1 << 30) | (3 << 12));
  regs.write('SM0_SHIFTCTRL', (1 << 30) | (1 << 19));
  regs.write('SM0_PINCTRL', ((2 << 29) | (1 << 26) | (1 << 20) | (3 << 10) | (3 << 5) | 3) >>> 0);
  for (const instruction of [0xe001, 0xe081, 0x0000]) regs.write('SM0_INSTR', instruction);
  regs.write('SM1_EXECCTRL', (5 << 24) | (11 << 12) | (4 << 7));
  regs.write('SM1_SHIFTCTRL', ((1 << 31) | (1 << 18)) >>> 0);
  regs.write('SM1_PINCTRL', 5 << 15);
  regs.write('SM1_INSTR', 0x0004);
  enable(0b11);
}

describe('A UART made of two state machines', () => {
  /** What the receiver has, oldest first: the character is the highest byte. */
  function received(): number[] {
    const bytes: number[] = [];
    while (!((regs.read('FSTAT') >>> 9) & 1)) bytes.push(regs.read('RXF1') >>> 24);
    return bytes;
  }

  it('carries bytes one behind the other, ten bits each', () => {
    const { driveSignal } = chip.pinMux;
    chip.pinMux.driveSignal = (name, level) => {
      driveSignal(name, level);
      if (name === 'pio0_3') chip.pins[5].drive(level);
    };
    startUart();
    const bytes = [0x00, 0xff, 0xa5, 0x5a, 0x01, 0x80];
    for (const byte of bytes) regs.write('TXF0', byte);
    chip.scheduler.run((bytes.length * 10 - 2) * BIT_cycles);
    expect(received()).toEqual(bytes.slice(0, -1));
    expect((regs.read('FDEBUG') >>> 24) & 1).toBe(0);
    chip.scheduler.run(3 * BIT_cycles);
    expect(received()).toEqual(bytes.slice(-1));
    expect((regs.read('FDEBUG') >>> 24) & 1).toBe(1);
  });

  it('sends a byte that comes while it rests with every edge at a whole bit', () => {
    const edges: number[] = [];
    let high = true;
    chip.pinMux.driveSignal = (name, level) => {
      if (name !== 'pio0_3' || level === high) return;
      high = level!;
      edges.push(chip.scheduler.now);
    };
    startUart();
    chip.scheduler.run(1000);
    edges.length = 0;
    regs.write('TXF0', 0xa5);
    chip.scheduler.run(12 * BIT_cycles);
    expect(edges.map((at) => (at - edges[0]) / BIT_cycles)).toEqual([0, 1, 2, 3, 4, 6, 7, 8]);
  });

  it('drops a character without a stop bit, and hears the next one after the line rose', () => {
    startUart();
    const drive = (levels: readonly number[]) => {
      for (const level of levels) {
        chip.pins[5].drive(level === 1);
        chip.scheduler.run(BIT_cycles);
      }
    };
    drive([1, 1]);
    drive([0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(received()).toEqual([]);
    drive([1, 1]);
    drive([0, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
    chip.scheduler.run(BIT_cycles);
    expect(received()).toEqual([1]);
  });
});
