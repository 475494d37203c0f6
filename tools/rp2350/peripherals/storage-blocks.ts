// Blocks the SDK only writes to or reads constants from: declared as storage, so that they can be listed as such.
import { GuestError } from '../registers/peripheral.ts';
import { RegisterPeripheral } from '../registers/register-peripheral.ts';

/** SYSINFO: chip identity, by the SVD's values. */
export class SysInfo extends RegisterPeripheral {
  /** `isPackageB`: RP2350B with 48 GPIOs (the management board), whose PACKAGE_SEL reads 0. */
  constructor(isPackageB: boolean) {
    super('SYSINFO');
    this.register('CHIP_ID');
    this.register('PACKAGE_SEL', { read: () => (isPackageB ? 0 : 1) });
    // ASIC, not FPGA or simulation.
    this.register('PLATFORM', { read: () => 2 });
    this.register('GITREF_RP2350');
  }
}

export class SysCfg extends RegisterPeripheral {
  constructor() {
    super('SYSCFG');
    this.storage('PROC_IN_SYNC_BYPASS', 'PROC_IN_SYNC_BYPASS_HI', 'DBGFORCE', 'AUXCTRL');
    this.register('PROC_CONFIG');
    this.register('MEMPOWERDOWN', {
      written: (word) => {
        if (word) throw new GuestError('SYSCFG', 'MEMPOWERDOWN: memory without power is not modelled');
      },
    });
  }
}

/** PSM: everything that is on reports it. */
export class PowerOnStateMachine extends RegisterPeripheral {
  constructor() {
    super('PSM');
    this.storage('FRCE_ON'); // nothing is ever off by itself
    this.register('FRCE_OFF', { written: (word) => refuseProcessor(word) });
    this.register('WDSEL');
    this.register('DONE', { read: () => 0x1ffffff & ~this.get('FRCE_OFF') });
  }

  get watchdogSelect(): number {
    return this.get('WDSEL');
  }
}

function refuseProcessor(word: number): void {
  if (word & (1 << 23)) throw new GuestError('PSM', 'FRCE_OFF of processor 0');
}

/** ROSC: runs from power-on at its nominal 11 MHz; its trim does not change that here. */
export class RingOscillator extends RegisterPeripheral {
  static readonly NOMINAL_Hz = 11_000_000;

  constructor() {
    super('ROSC');
    this.storage('CTRL', 'FREQA', 'FREQB', 'DIV', 'PHASE');
    this.register('STATUS', { read: () => 0x80001000 });
  }
}

/** Access rights: every master may do everything, as after reset. */
export class AccessControl extends RegisterPeripheral {
  constructor() {
    super('ACCESSCTRL');
    this.storageForTheRest();
  }
}

export class BusControl extends RegisterPeripheral {
  constructor() {
    super('BUSCTRL');
    this.storage('BUS_PRIORITY');
    this.register('BUS_PRIORITY_ACK', { read: () => 1 });
  }
}

export class TestbenchManager extends RegisterPeripheral {
  constructor() {
    super('TBMAN');
    this.register('PLATFORM');
  }
}

/** The QSPI pads and their routing: the flash and the PSRAM are wired for good. */
export class QspiBank extends RegisterPeripheral {
  constructor(name: 'IO_QSPI' | 'PADS_QSPI') {
    super(name);
    this.storageForTheRest();
  }
}

/** The blocks no firmware of this project drives: only their state at reset can be seen. */
export class UsbController extends RegisterPeripheral {
  constructor() {
    super('USB');
    this.storage('SIE_CTRL');
  }
}
