// A master of Modbus that is not ours reads a running meter's house port, as an energy manager would: modbus-serial, over the terminal.
import ModbusRTU from 'modbus-serial';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelsIn, valueOf } from '../clients/modbus/sunspec.ts';
import { StartedRun, twinmeter } from './testing.ts';

const LIMIT_ms = 60_000;
const BASE = 40_000;
let started: StartedRun;
let port: string;

beforeAll(async () => {
  const words = ['--target', 'wasm', '--downlink', 'modbus', '--volts', '230', '--amps', '5', '--json'];
  started = new StartedRun(words);
  await started.says('"downlink"');
  port = (started.lastObject() as unknown as { ports: { downlink: string } }).ports.downlink;
}, LIMIT_ms);

afterAll(async () => {
  process.kill(started.pid, 'SIGINT');
  await started.ended();
});

/** Again while the meter says that it is busy: its first seconds. */
async function read(master: ModbusRTU, first: number, count: number): Promise<number[]> {
  for (;;) {
    try {
      return (await master.readHoldingRegisters(first, count)).data;
    } catch (error) {
      if ((error as { modbusCode?: number }).modbusCode !== 6) throw error;
    }
  }
}

describe('The house port of a running meter', { timeout: LIMIT_ms }, () => {
  it('is read by a master that knows Modbus and SunSpec alone', async () => {
    const master = new ModbusRTU();
    await master.connectRTUBuffered(port, { baudRate: 19_200, parity: 'even' });
    try {
      master.setID(1);
      master.setTimeout(2000);
      const registers: number[] = [];
      while (registers.length < 305) {
        const count = Math.min(125, 305 - registers.length);
        registers.push(...(await read(master, BASE + registers.length, count)));
      }
      const [common, floats, integers] = modelsIn(registers);
      expect(valueOf(common, 'Mn')).toBe('Twinmeter');
      expect(Number(valueOf(floats, 'W')) / 3450).toBeCloseTo(1, 2);
      expect(Number(valueOf(integers, 'W')) / 3450).toBeCloseTo(1, 2);
      await expect(master.readCoils(0, 1)).rejects.toMatchObject({ modbusCode: 1 });
      await expect(master.writeRegister(BASE, 1)).rejects.toMatchObject({ modbusCode: 2 });
      // What the household wishes, how its relays stand and why: as made it has no say.
      expect((await master.readHoldingRegisters(41_010, 6)).data).toEqual([0, 1, 0, 0, 0, 0]);
      await expect(master.writeRegister(41_010, 1)).rejects.toMatchObject({ modbusCode: 2 });
      await expect(master.readHoldingRegisters(0, 1)).rejects.toMatchObject({ modbusCode: 2 });
    } finally {
      await new Promise<void>((closed) => master.close(() => closed()));
    }
  });
});

describe('twinmeter run --downlink', { timeout: LIMIT_ms }, () => {
  it('none leaves the slot empty', async () => {
    const { code, out } = await twinmeter(
      ...['run', '--target', 'wasm', '--downlink', 'none', '--for', '1', '--speed', 'max', '--json'],
    );
    expect(code).toBe(0);
    const { ports } = JSON.parse(out.trim().split('\n').at(-1)!) as { ports: Record<string, string | null> };
    expect(ports.downlink).toBeNull();
    expect(ports.uplink).toMatch(/^\/dev\//);
  });
});
