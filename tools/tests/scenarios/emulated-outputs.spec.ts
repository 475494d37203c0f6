// What leaves the outputs of the emulated boards while a supply comes, goes or sags, a watchdog bites, or a board starts: every edge
// of the pulse outputs and of the load switch's coils is looked at, those before the firmware has set up its pins too.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PowerEdges } from '../../figures/power-edges.ts';
import { builtFile } from '../../build/paths.ts';
import { imageFile } from '../../firmware/firmware-image.ts';
import { codeSymbols } from '../../firmware/sections.ts';
import { HOLD_UP_ms } from '../../meter/conductor/supply.ts';
import { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import { Faults } from '../../meter/emulated/faults.ts';
import { everyday } from '../../build/testing/long-form.ts';
import { EMULATED, idle, withMeter, type Place } from '../../meter/targets/with-meter.ts';
import { withHousehold } from '../../records/household.ts';
import { factoryFram } from '../../records/parameters.ts';
import { CYCLES_PER_US } from '../../rp2350/processor/scheduler.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import {
  FRAM_BYTES,
  LOAD_SWITCH_PAUSE_ms,
  RELAY_APPLIANCE,
  RELAY_USE_HOUSEHOLD,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { hangingModule } from '../hil/hanging-module.ts';
import { switchModule } from '../hil/switch-module.ts';
import { describeEmulated } from './emulated-images.ts';
import { expectAtRest, Outputs } from './outputs.ts';

const LIMIT_ms = 300_000;
/** 552 and 414 pulses a second: one is under way a tenth of the time. */
const LOAD = { volts: 230, amps: 20, pf: 0.8 };
const CONSTANT = 180_000;
const ENERGY_mWs = 3.6e9 / CONSTANT;
/** No pulse comes sooner behind the first sample: it stands 0.3 s behind its energy, and what is handed out ahead. */
const DELAY_ms = 300;
const WIDTH_us = 200;
/** Pulses under way and not yet fired when a supply goes, s of load: the delay, and what a block holds. */
const UNDER_WAY_s = 0.4;

const SRAM = 0x20000000;

const PULSES = ['PULSE_ACTIVE', 'PULSE_REACTIVE'] as const;
const COILS = ['SWITCH_OPEN', 'SWITCH_CLOSE'] as const;

const request = () => {
  const source = sineSource({ service: '3p4w', ...LOAD });
  const parameters = { meterConstant_imp_per_kWh: CONSTANT, meterConstant_imp_per_kvarh: CONSTANT };
  return { source, fram: factoryFram({ service: '3p4w', samplingRate_mHz: source.rate_mHz, ...parameters }) };
};

interface Metering {
  readonly meter: EmulatedMeter;
  readonly outputs: Outputs;
  readonly faults: Faults;
  readonly edges: PowerEdges;
}

function onMeter(place: Place, scenario: (metering: Metering) => Promise<void>, metering?: Uint8Array) {
  const options = { ...request(), modules: { metering } };
  return withMeter(place, options, async (opened) => {
    const meter = opened as EmulatedMeter;
    const outputs = new Outputs(meter.pair.metering, PULSES);
    const faults = new Faults(meter.pair);
    await scenario({ meter, outputs, faults, edges: new PowerEdges(meter, options.fram) });
  });
}

/** Pulses go on, and none of them came before the energy it stands for could be there. */
async function expectResumed({ meter, outputs }: Metering, from_us: number): Promise<void> {
  await idle(meter, 900);
  const rises = outputs.rises(from_us);
  expect(rises.length).toBeGreaterThan(100);
  expect(rises[0]).toBeGreaterThan(from_us + DELAY_ms * 1000);
}

/** The supply goes with a warning while this holds, and comes back before the comparator says so. */
async function powerCycle(metering: Metering, when: () => boolean): Promise<void> {
  const { meter, outputs, faults, edges } = metering;
  const board = meter.pair.metering;
  const gone = () => faults.cutPower('metering');
  const edge = await edges.fall({ doing: 'anything', after_us: 0, when }, HOLD_UP_ms, gone);
  const edge_us = edge.at / CYCLES_PER_US;
  await idle(meter, 100);
  outputs.without(() => expectAtRest(board, PULSES));
  const on_us = outputs.now_us;
  expect(outputs.rises(edge_us)).toEqual([]);
  for (const width_us of outputs.widths(edge_us, on_us)) expect(width_us).toBeGreaterThanOrEqual(WIDTH_us);
  faults.restorePower('metering');
  outputs.without(() => expectAtRest(board, PULSES));
  await idle(meter, 30);
  meter.surroundings.supplyFails = false;
  await expectResumed(metering, on_us);
}

describeEmulated('The pulse outputs of the emulated metering board', () => {
  it.each(everyday(['aot', 'wasm3'], 1))(
    'give nothing from the first instruction of a board until its own energy is due (%s)',
    { timeout: LIMIT_ms },
    async (engine) => {
      const modules = {
        metering: builtFile('metering-core.wasm'),
        management: builtFile('management-core.wasm'),
      };
      const meter = new EmulatedMeter({ ...request(), engine, modules });
      try {
        expectAtRest(meter.pair.metering, PULSES);
        expectAtRest(meter.pair.management, COILS);
        const outputs = new Outputs(meter.pair.metering, PULSES);
        const coils = new Outputs(meter.pair.management, COILS);
        await meter.start();
        const started_us = outputs.now_us;
        await idle(meter, 1500);
        const [first] = outputs.rises(0);
        expect(first).toBeGreaterThan(started_us + (DELAY_ms - 10) * 1000);
        expect(coils.edges).toEqual([]);
      } finally {
        await meter.close();
      }
    },
  );

  it.each(everyday(EMULATED.toReversed(), 1))(
    'begin no pulse behind the edge of the comparator, end the one under way whole, and give none until the registers have more (%s)',
    { timeout: LIMIT_ms },
    async (place) => {
      await onMeter(place, async (metering) => {
        const { meter, outputs } = metering;
        const active = meter.pair.metering.pin('PULSE_ACTIVE');
        const reactive = meter.pair.metering.pin('PULSE_REACTIVE');
        const moments = [() => active.level, () => reactive.level, () => !active.level && !reactive.level];
        await idle(meter, 1200);
        for (const when of moments) await powerCycle(metering, when);
        const { active_import_mWs, reactive_q1_mvars } = await meter.ask('read_registers', {
          scope: 0,
          moment: 1,
        });
        for (const [pin, register] of [
          ['PULSE_ACTIVE', active_import_mWs],
          ['PULSE_REACTIVE', reactive_q1_mvars],
        ] as const) {
          const missing = Number(register) / ENERGY_mWs - outputs.count(pin);
          expect(missing).toBeGreaterThanOrEqual(0);
          expect(missing).toBeLessThan((moments.length + 1) * UNDER_WAY_s * 552);
        }
      });
    },
  );

  it.each(everyday(EMULATED.toReversed(), 1))(
    'give nothing at a brown-out that nobody announced, but the end of a pulse under way (%s)',
    { timeout: LIMIT_ms },
    async (place) => {
      await onMeter(place, async (metering) => {
        const { meter, outputs, faults, edges } = metering;
        const pin = meter.pair.metering.pin('PULSE_ACTIVE');
        await idle(meter, 1200);
        for (const when of [() => pin.level, () => !pin.level]) {
          const sag = await edges.fall({ doing: 'anything', after_us: 0, when }, 0, () =>
            faults.brownOut('metering'),
          );
          meter.surroundings.supplyFails = false;
          await expectResumed(metering, sag.at / CYCLES_PER_US);
        }
        expect(outputs.count('PULSE_REACTIVE')).toBeGreaterThan(500);
      });
    },
  );

  it(
    'fall silent with a module that hangs, and give nothing at the watchdog',
    { timeout: LIMIT_ms },
    async () => {
      await onMeter(
        'emulated wasm3',
        async (metering) => {
          const { meter, outputs } = metering;
          await idle(meter, 1200);
          meter.surroundings.set('mainCover', false);
          const opened_us = outputs.now_us;
          await idle(meter, 200);
          meter.surroundings.set('mainCover', true);
          while (meter.metering.restarts === 0 && outputs.now_us < opened_us + 9e6)
            await meter.conductor.tick();
          expect(meter.metering.restarts).toBe(1);
          const bitten_us = outputs.now_us;
          expect(outputs.rises(opened_us + 150_000, bitten_us)).toEqual([]);
          await expectResumed(metering, bitten_us - 10_000);
        },
        hangingModule('metering'),
      );
    },
  );
});

/** The first instruction of a function that lies in SRAM becomes a return. */
function takeOut(meter: EmulatedMeter, faults: Faults, name: string): void {
  const { address } = codeSymbols(new Uint8Array(readFileSync(imageFile('metering', 'aot')))).find(
    (symbol) => symbol.name === name,
  )!;
  const at = address & ~1;
  const { sram } = meter.pair.metering.chip.memory;
  for (const [offset, wanted] of [0x70, 0x47].entries())
    for (let bit = 0; bit < 8; bit++)
      if ((sram[at + offset - SRAM] ^ wanted) & (1 << bit)) faults.flipBit('metering', at + offset, bit);
}

describeEmulated('A board that does not hold its pulses back', () => {
  it('is seen to begin some behind the edge of the comparator', { timeout: LIMIT_ms }, async () => {
    await onMeter('emulated aot', async ({ meter, outputs, faults, edges }) => {
      await idle(meter, 1200);
      takeOut(meter, faults, 'board_pulse_hold');
      const gone = () => faults.cutPower('metering');
      const edge = await edges.fall({ doing: 'anything', after_us: 0 }, HOLD_UP_ms, gone);
      expect(outputs.rises(edge.at / CYCLES_PER_US).length).toBeGreaterThan(20);
    });
  });
});

describeEmulated('The household’s relays on the emulated management board', () => {
  it('are open until the core has read what is wished, then stand so', { timeout: LIMIT_ms }, async () => {
    const managementFram = withHousehold(new Uint8Array(FRAM_BYTES).fill(0xff), {
      uses: [RELAY_USE_HOUSEHOLD, RELAY_USE_HOUSEHOLD],
      wishes: [1, 0],
    });
    await withMeter('emulated aot', { ...request(), managementFram }, async (meter) => {
      const { terminals } = meter.surroundings!;
      expect(terminals.relays).toBe(0);
      await idle(meter, 1500);
      expect(terminals.relays).toBe(RELAY_APPLIANCE);
    });
  });
});

/** Into a pulse of a coil, which is a hundred milliseconds long. */
const INTO_COIL_us = 5000;

describeEmulated('The coils of the load switch on the emulated management board', () => {
  it.each([
    ['its supply goes', (faults: Faults) => faults.cutPower('management')],
    ['its supply sags', (faults: Faults) => faults.brownOut('management')],
  ] as const)(
    'are off as soon as %s within a pulse, and stay so when the board starts again',
    { timeout: LIMIT_ms },
    async (_, end) => {
      const options = { ...request(), modules: { management: switchModule() } };
      await withMeter('emulated aot', options, async (opened) => {
        const meter = opened as EmulatedMeter;
        const board = meter.pair.management;
        const faults = new Faults(meter.pair);
        const outputs = new Outputs(board, COILS);
        const { time } = board.chip;
        board.pin('SWITCH_OPEN').watch((level) => {
          if (level) time.at(board.chip.now + INTO_COIL_us * CYCLES_PER_US, () => end(faults));
        });
        await idle(meter, LOAD_SWITCH_PAUSE_ms + 200);
        expect(outputs.edges).toEqual([]);
        meter.surroundings.buttons.set('scroll', true);
        await idle(meter, 100);
        meter.surroundings.buttons.set('scroll', false);
        await idle(meter, 100);
        expect(outputs.edges.map(({ pin, rises }) => [pin, rises])).toEqual([
          ['SWITCH_OPEN', true],
          ['SWITCH_OPEN', false],
        ]);
        expect(Math.abs(outputs.widths(0, Infinity)[0] - INTO_COIL_us)).toBeLessThan(50);
        if (!board.powered) faults.restorePower('management');
        await idle(meter, 1500);
        expect(board.lcd.text()[0].trim()).toMatch(/^[01]{2}A$/);
        expect(outputs.edges).toHaveLength(2);
      });
    },
  );
});
