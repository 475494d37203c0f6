// The module slots: read like any port, and a last gasp for the module that has a supply of its own.
import { expect } from 'vitest';
import { LAST_GASP_MAX } from '../../../shared-protocol/generated/ts/protocol.ts';
import { SLOT_NAMES } from '../../meter/conductor/surroundings.ts';
import { onBench } from './behaviour.ts';
import { ORDINARY_W, ordinary } from './loads.ts';
import { energyOf } from './registers.ts';

const HANDED_OVER_WITHIN_us = 20_000;
const ACTIVE_IMPORT = '1-0:1.8.0.255';

onBench('The module slots', ordinary, (behaviour) => {
  for (const slot of SLOT_NAMES)
    behaviour(`are read as every port is: ${slot}`, [slot], async (bench) => {
      await bench.wait(2.5);
      const { identification, values, baud } = await bench.read(slot);
      expect(identification).not.toBe('');
      expect(baud).toBe(9600);
      expect(values.get(ACTIVE_IMPORT)).toMatch(/^\d+\.\d+$/);
    });

  behaviour(
    `give a module ${LAST_GASP_MAX} bytes within 20 ms when the supply fails, and an empty slot none`,
    ['slots', 'power', 'legal'],
    async (bench) => {
      await bench.setModule('uplink', true);
      await bench.wait(3);
      const { import_Ws } = await energyOf(bench);
      await bench.powerCycle();
      const gasps = bench.gasps('uplink');
      expect(gasps).toHaveLength(1);
      const [{ behind_us, record }] = gasps;
      console.log(`last gasp: handed over ${(behind_us / 1000).toFixed(2)} ms behind the edge`);
      expect(behind_us).toBeGreaterThanOrEqual(0);
      expect(behind_us).toBeLessThan(HANDED_OVER_WITHIN_us);
      expect(Number(record.active_import_mWs)).toBeGreaterThan(0);
      expect(Number(record.active_import_mWs) / 1000).toBeLessThanOrEqual(import_Ws + ORDINARY_W);
      expect(record.failures).toBe(1);
      expect(bench.gasps('downlink')).toEqual([]);
    },
  );

  behaviour('give nothing to a slot whose module was taken out', ['slots', 'power'], async (bench) => {
    await bench.setModule('uplink', true);
    await bench.wait(1.5);
    await bench.setModule('uplink', false);
    const { length } = bench.gasps('uplink');
    await bench.powerCycle();
    expect(bench.gasps('uplink')).toHaveLength(length);
  });
});
