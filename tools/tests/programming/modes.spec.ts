// Modes A, B and D of the optical port, set by one who may, and the way back from them.
import { describe, expect, it } from 'vitest';
import { commandMessage } from '../../clients/programming/message.ts';
import { readAtOnce } from '../scenarios/reader.ts';
import { refused, withBench, type ProgrammingBench } from './bench.ts';

const MODE = '0-0:96.135.3';
const PASSWORD = '12345678';
const ascii = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));

async function setMode(bench: ProgrammingBench, mode: number): Promise<void> {
  const session = await bench.session({ key: true });
  await session.write('W5', '0-0:20.0.0#7', PASSWORD);
  await session.write('W5', MODE, String(mode));
  await session.close();
  await bench.idle(200);
}

async function pressed(bench: ProgrammingBench, button: 'scroll' | 'sealed'): Promise<void> {
  const { buttons } = bench.meter.surroundings!;
  buttons.set(button, true);
  await bench.idle(50);
  buttons.set(button, false);
  await bench.idle(50);
}

const readout = async (bench: ProgrammingBench) => {
  bench.leave();
  return (await readAtOnce(bench.meter, [{ port: bench.meter.optical!, maximumBaud: 19_200 }]))[0];
};

describe('The optical port', () => {
  it('in mode A sends the block at 300 Bd by itself', () =>
    withBench(async (bench) => {
      await setMode(bench, 1);
      const { values, baud } = await readout(bench);
      expect(baud).toBe(300);
      expect(values.get('1-0:1.8.0.255')).toMatch(/^\d{6}\.\d{6}$/);
    }));

  it('in mode B sends it at the rate it announced', () =>
    withBench(async (bench) => {
      await setMode(bench, 2);
      const { values, baud, measured_Bd } = await readout(bench);
      expect(baud).toBe(9600);
      expect(measured_Bd).toBeGreaterThan(7000);
      expect(values.get('1-0:1.8.0.255')).toMatch(/^\d{6}\.\d{6}$/);
    }));

  it('in mode B goes on to programming mode with the first command behind the block', () =>
    withBench(async (bench) => {
      await setMode(bench, 2);
      let heard = '';
      const sign = ascii('/?!\r\n');
      heard = await bench.say(sign, 100);
      for (let i = 0; i < 200 && !/!\r\n\x03.$/s.test(heard); i++)
        heard += await bench.say(new Uint8Array(), 100);
      expect(await bench.say(commandMessage('P1', `(${PASSWORD})`), 800)).toBe('\x06');
      expect(await bench.say(commandMessage('R5', '0-0:96.135.0()'), 800)).toContain('0-0:96.135.0(2)');
      expect(await bench.say(commandMessage('P2', `(${'0'.repeat(24)})`), 800)).toContain('(ER14)');
    }));

  it('in mode D hears nothing, and sends the block at 2400 Bd at a press of the scroll button', () =>
    withBench(async (bench) => {
      await setMode(bench, 3);
      expect(await bench.say(ascii('/?!\r\n'), 4000)).toBe('');
      await pressed(bench, 'scroll');
      const block = await bench.say(new Uint8Array(), 40_000);
      expect(block).toMatch(/^\/TWM3\S+\r\n\r\n0-0:96\.1\.0\*255\(/);
      expect(block).toMatch(/1-0:1\.8\.0\*255\(\d{6}\.\d{6}\*kWh\)\r\n/);
      expect(block.endsWith('!\r\n')).toBe(true);
      expect(await bench.say(new Uint8Array(), 4000)).toBe('');
    }));

  it('comes back to mode C while the sealed button counts, and stays there when it is set', () =>
    withBench(async (bench) => {
      await setMode(bench, 3);
      await pressed(bench, 'sealed');
      const session = await bench.session();
      await session.write('W5', MODE, '0');
      await session.close();
      await bench.idle(301_000);
      expect(await (await bench.session()).read('R5', '1.8.0')).toMatch(/kWh/);
    }));

  it('takes no mode that there is not', () =>
    withBench(async (bench) => {
      const session = await bench.session({ key: true });
      expect(await refused(session.write('W5', MODE, '4'))).toBe('ER09');
      expect(await session.read('R5', MODE)).toBe('0');
    }));

  it('in mode C begins nothing with a command behind the block', () =>
    withBench(async (bench) => {
      await bench.say(ascii('/?!\r\n'), 1500);
      await bench.say(ascii('\x06050\r\n'), 8000);
      expect(await bench.say(commandMessage('R5', '1.8.0()'), 800)).toBe('');
    }));
});
