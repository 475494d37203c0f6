// The legal display of the metering board: registers, test resolution, identification, whatever the management board does.
import { expect } from 'vitest';
import type { Bench } from './bench.ts';
import { onBench } from './behaviour.ts';
import { hangingModule } from './hanging-module.ts';
import { ordinary } from './loads.ts';

/** The pages as they come, by their first rows, for so many seconds. */
async function pagesOf(bench: Bench, time_s: number): Promise<string[][]> {
  const pages: string[][] = [];
  for (let i = 0; i < time_s; i++) {
    await bench.wait(1);
    pages.push([...bench.legalDisplay()]);
  }
  return pages;
}

const withHangingManagement = () => ({
  ...ordinary(),
  modules: { management: hangingModule('management') },
});

onBench('The legal display', withHangingManagement, (behaviour) => {
  behaviour(
    'shows registers, test resolution and identification by itself, also while management hangs',
    ['lcd', 'cover', 'modules', 'legal'],
    async (bench) => {
      await bench.pressScroll(); // management hangs from here on
      const pages = await pagesOf(bench, 18);
      const { module_sha256 } = await bench.ask('identify');
      const digits = Buffer.from(module_sha256 as unknown as Uint8Array).toString('hex');
      const shown = (start: RegExp) => pages.filter(([first]) => start.test(first));
      const registers = shown(/^1\.8\.0 \d{9}kWh/);
      const test = shown(/^1\.8\.0 \d{3}\.\d{6} kWh/);
      const identity = shown(/^No \S+/);
      expect([registers.length > 0, test.length > 0, identity.length > 0]).toEqual([true, true, true]);
      expect(registers[0][2]).toMatch(/^3\.8\.0 \d{9}kvarh/);
      expect(identity[0].slice(2).join('')).toBe(digits.slice(0, 40));
      // 3450 W: in test resolution a millionth of a kWh is a millisecond's.
      const kWh = test.map(([first]) => Number(first.slice(6, 16)));
      expect(kWh.at(-1)! - kWh[0]).toBeGreaterThan(0);
      expect(shown(/^F\.F/)).toEqual([]);
    },
  );
});
