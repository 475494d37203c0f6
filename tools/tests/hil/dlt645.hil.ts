// DL/T 645 at the legal port: the registers of the frames of the link, to the last digit shown.
import { expect } from 'vitest';
import { readItems } from '../../records/items-645.ts';
import { onBench } from './behaviour.ts';
import type { Bench } from './bench.ts';
import { ordinary } from './loads.ts';

/** Hundredths of a kWh of a field, cut. */
const CENTI_kWh_mWs = 36_000_000n;

async function hundredths(bench: Bench, field: string): Promise<bigint> {
  const reply = await bench.ask('read_registers', { scope: 0, moment: 1 });
  return BigInt(reply[field] as bigint) / CENTI_kWh_mWs;
}

async function item(bench: Bench, di: string) {
  return readItems(di, await bench.read645(di))[0];
}

onBench('DL/T 645', ordinary, (behaviour) => {
  const REGISTERS: [string, string, string][] = [
    ['active import', '00010000', 'active_import_mWs'],
    ['active export', '00020000', 'active_export_mWs'],
    ['reactive QI', '00050000', 'reactive_q1_mvars'],
    ['apparent import', '00090000', 'apparent_import_mVAs'],
  ];

  for (const [name, di, field] of REGISTERS)
    behaviour(`tells ${name} as the frames of the link do`, ['legal'], async (bench) => {
      const before = await hundredths(bench, field);
      const told = BigInt((await item(bench, di)).text.replace('.', ''));
      const after = await hundredths(bench, field);
      expect(told).toBeGreaterThanOrEqual(before);
      expect(told).toBeLessThanOrEqual(after);
    });

  behaviour('tells the voltages that the frames of the link tell', ['legal'], async (bench) => {
    await bench.wait(0.5);
    const { voltage_mV } = await bench.ask('read_instantaneous', { scope: 1 });
    const told = Number((await item(bench, '02010100')).text);
    expect(Math.abs(told - Number(voltage_mV) / 1000)).toBeLessThan(1);
  });

  behaviour('tells by which software it measures', ['legal'], async (bench) => {
    const { module_sha256 } = await bench.ask('identify');
    expect([...(await bench.read645('04800100'))]).toEqual(module_sha256);
  });
});
