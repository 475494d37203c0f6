// What the package offers: the chip, images for it, its faults as text, the wires of a board, several chips in step.
export { ElfError, parseElf, type Executable } from './chip/elf.ts';
export { LockStep, type Stepped } from './chip/lock-step.ts';
export type { Rp2350Options } from './chip/options.ts';
export { Rp2350 } from './chip/rp2350.ts';
export { SpiLink } from './chip/spi-link.ts';
export { faultText, type FaultReport } from './processor/fault.ts';
export { CYCLES_PER_SECOND, CYCLES_PER_US } from './processor/scheduler.ts';
export { EngineUnavailable } from './processor/unicorn-library.ts';
export { SvdMissing } from './registers/svd.ts';
export { I2cBus } from './wires/i2c-bus.ts';
export { SpiBus } from './wires/spi-bus.ts';
