// Every register of the whole chip against the SVD: its value at power-on, and bits that no store may change.
import { describe, expect, it } from 'vitest';
import { PLAIN } from '../registers/peripheral.ts';
import { RegisterPeripheral } from '../registers/register-peripheral.ts';
import { Rp2350 } from './rp2350.ts';
import type { RegisterDescription } from '../registers/svd.ts';
import { peripheralDescription } from '../registers/svd.ts';
import { missingForPrograms } from './test-program.ts';

/**
 * Registers whose first load is not the SVD's reset value, with the value and the reason. `n` stands for the
 * number in the name.
 */
const AT_POWER_ON: readonly (readonly [name: RegExp, value: (n: number) => number, why: string])[] = [
  [/^PSM\.DONE$/, () => 0x1ffffff, 'everything is on'],
  [/^CLOCKS\.CLK_SYS_SELECTED$/, () => 2, 'CLK_SYS_CTRL has SRC 1 at reset'],
  [/^DMA\.CH(\d+)_(CTRL_TRIG|AL[123]_CTRL)$/, (n) => n << 13, 'CHAIN_TO is the channel itself'],
  [/^DMA\.N_CHANNELS$/, () => 16, 'as many as there are'],
  [/^QMI\.DIRECT_CSR$/, () => 0x1810800, 'both FIFOs are empty'],
  [/^ADC\.FCS$/, () => 1 << 8, 'the FIFO is empty'],
  [/^POWMAN\.CHIP_RESET$/, () => 1 << 16, 'HAD_POR'],
  [/^POWMAN\.LAST_SWCORE_PWRUP$/, () => 1, 'chip reset'],
  [/^SHA256\.SUM(\d)$/, (n) => SHA256_START[n], 'FIPS 180-4, 5.3.3'],
  [/^BOOTRAM\.BOOTLOCK(\d)$/, (n) => 1 << n, 'the load claims the lock'],
  [/^SIO\.SPINLOCK(\d+)$/, (n) => (1 << n) >>> 0, 'the load claims the lock'],
  [/^PIO\d\.DBG_CFGINFO$/, () => 0x10200404, 'four machines, FIFOs of four words, 32 instructions'],
  [/^PIO\d\.INTR$/, () => 0xf0, 'every TX FIFO has room'],
  [/^IO_BANK0\.INTR\d$/, () => 0x11111111, 'every pad is low'],
  [/^SYSINFO\.PLATFORM$/, () => 2, 'ASIC'],
  [/^ROSC\.STATUS$/, () => 0x80001000, 'the ring oscillator runs from power-on'],
  [/^BUSCTRL\.BUS_PRIORITY_ACK$/, () => 1, 'priorities took effect'],
  [/^PPB\.ICSR$/, () => 1 << 11, 'RETTOBASE: no exception is active'],
  [/^PPB\.AIRCR$/, () => 0xfa050000, 'a load gives VECTKEYSTAT'],
];
/** Loads with an effect that the SVD does not mark: they take from a FIFO, or clear. */
const EMPTY = /^I2C\d\.IC_(DATA_CMD|CLR_\w+)$/;
const SHA256_START = [
  ...[0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a],
  ...[0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19],
];

interface Mapped {
  readonly name: string;
  readonly block: RegisterPeripheral;
  readonly description: RegisterDescription;
}

/** Every register that is modelled or stored, of every block on the bus. */
function registersOf(chip: Rp2350): Mapped[] {
  const blocks = chip.bus.peripherals().filter((each) => each instanceof RegisterPeripheral);
  return blocks.flatMap((block) => {
    const known = new Set([...block.modelledRegisters, ...block.storageOnlyRegisters]);
    const described = peripheralDescription(block.name).registers.filter(({ name }) => known.has(name));
    return described.map((description) => ({
      name: `${block.name}.${description.name}`,
      block,
      description,
    }));
  });
}

function withChip<T>(action: (registers: Mapped[]) => T): T {
  const chip = new Rp2350({ flashBytes: 4 << 20, psramBytes: 8 << 20 });
  try {
    return action(registersOf(chip));
  } finally {
    chip.close();
  }
}

function expected({ name, description }: Mapped): number {
  const special = AT_POWER_ON.find(([pattern]) => pattern.test(name));
  if (!special) return description.reset;
  return special[1](Number(special[0].exec(name)?.[1] ?? 0));
}

describe.skipIf(missingForPrograms())('the registers of the chip', () => {
  it('have the reset value of the SVD at power-on, but for those that show a state', () => {
    const wrong = withChip((registers) =>
      registers
        // A FIFO is empty, and taking from it is an error with flags of its own; clearing has nothing to clear.
        .filter(
          ({ description, name }) => !EMPTY.test(name) && (!description.readModifies || /LOCK\d/.test(name)),
        )
        .filter((each) => each.block.read(each.description.offset, 4) !== expected(each))
        .map(({ name }) => name),
    );
    expect(wrong).toEqual([]);
  });

  it('are exceptions to that only where they exist', () => {
    const names = withChip((registers) => registers.map(({ name }) => name));
    for (const [pattern] of AT_POWER_ON) expect(names.some((name) => pattern.test(name))).toBe(true);
  });

  it('keep every bit that the SVD gives no way to write', () => {
    const changed: string[] = [];
    withChip((registers) => {
      for (const { name, block, description } of registers) {
        const { offset, readWrite, oneToClear, writeOnly, readModifies } = description;
        const fixed = ~(readWrite | oneToClear | writeOnly) >>> 0;
        // ICSR's set bits are read-only in the SVD and writable in the architecture (scb.ts).
        if (fixed === 0 || readModifies || EMPTY.test(name) || name === 'PPB.ICSR') continue;
        const before = block.read(offset, 4);
        block.write(offset, ((before & readWrite) | fixed) >>> 0, 4, PLAIN);
        if (((block.read(offset, 4) ^ before) & fixed) !== 0) changed.push(name);
      }
    });
    expect(changed).toEqual([]);
  });

  it('are either modelled or listed as stored only, and there are none in both lists', () => {
    const chip = new Rp2350({ flashBytes: 4096 });
    const [modelled, stored] = [chip.modelledRegisters(), chip.storageOnlyRegisters()];
    chip.close();
    expect(new Set([...modelled, ...stored]).size).toBe(modelled.length + stored.length);
    expect(modelled.length).toBeGreaterThan(1000);
    // Nothing hangs on these: they are remembered, and `make size` says so.
    for (const name of ['TRNG.TRNG_CONFIG', 'PSM.FRCE_ON', 'OTP.BOOTDIS', 'POWMAN.BOOT0'])
      expect([name, stored.includes(name)]).toEqual([name, true]);
  });
});
