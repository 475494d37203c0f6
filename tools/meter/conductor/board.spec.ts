// A board: what its core does is taken once, and its core may die and come back.
import { describe, expect, it } from 'vitest';
import type { SliceInput, SliceOutput } from '../../cores/core-runner.ts';
import { Board } from './board.ts';
import { BoardPort } from './serial-ports.ts';
import { ScriptedCore } from './testing.ts';

function boardOf(core: ScriptedCore, ports: BoardPort[] = []): Board {
  return new Board(core.role, ports, () => core);
}

async function after(...outputs: SliceOutput[]): Promise<{ board: Board; left: SliceOutput[] }> {
  const core = new ScriptedCore('management');
  const board = boardOf(core, [
    new BoardPort({ number: 1, ring: 512, baud: 300, format: '7E1' }, { pty: false }),
  ]);
  await board.powerOn(0);
  core.onSlice = () => outputs;
  return { board, left: await board.slice(10_000, []) };
}

describe('What a core does', () => {
  it('is shown, counted and recorded by its board', async () => {
    const pulse = { type: 'pulse', output: 0, sampleIndex: 7, fraction_Q16: 1 } as const;
    const { board, left } = await after(
      { type: 'lcd', row: 2, text: 'row two' },
      pulse,
      { type: 'fault', code: 3, detail: 4, text: 'five' },
      { type: 'started', resetCause: 0, sha256: 'abcd' },
    );
    expect(left).toEqual([]);
    expect(board.lcd[2]).toBe('row two');
    expect(board.pulses).toBe(1);
    expect(board.sha256).toBe('abcd');
    expect(board.faults).toEqual([{ role: 'management', at_us: 10_000, code: 3, detail: 4, text: 'five' }]);
  });

  it('on the link is handed on, in order', async () => {
    const request = { type: 'linkRequest', bytes: Uint8Array.of(1), replyLength: 9 } as const;
    const armed = { type: 'linkArmed', bytes: Uint8Array.of(2) } as const;
    const { left } = await after(request, { type: 'lcd', row: 0, text: '' }, armed);
    expect(left).toEqual([request, armed]);
  });

  it('on a port goes to the port of that number, and to none when there is none', async () => {
    const bytes = Uint8Array.of(65, 66, 67);
    const { board } = await after({ type: 'port', port: 1, bytes }, { type: 'port', port: 9, bytes });
    expect(board.ports[0].line.meterPending).toBe(3);
  });

  it('sets its port', async () => {
    const { board } = await after({ type: 'portConfig', port: 1, baud: 9600, format: 1 });
    expect(board.ports[0].line.meter.baud).toBe(9600);
  });

  it('takes its time where it is slow work: one job behind the other, and none that a dead core began', async () => {
    const job = (number: number, duration_us: number) =>
      ({ type: 'job', job: number, status: 0, duration_us, bytes: Uint8Array.of(number) }) as const;
    const { board, left } = await after(job(1, 30_000), job(2, 20_000));
    expect(left).toEqual([]);
    const told = (now_us: number) => {
      const inputs: SliceInput[] = [];
      board.jobInputs(now_us, inputs);
      return inputs;
    };
    const end = (number: number) => ({ type: 'job', job: number, status: 0, bytes: Uint8Array.of(number) });
    expect([told(39_999), told(40_000), told(59_999)]).toEqual([[], [end(1)], []]);
    expect(told(60_000)).toEqual([end(2)]);
    await board.slice(70_000, []);
    await board.cutPower(80_000, 1_000_000);
    expect(told(10_000_000)).toEqual([]);
  });

  it('tells who counts pulses', async () => {
    const core = new ScriptedCore('metering');
    const board = boardOf(core);
    const instants: number[] = [];
    board.onPulse = (pulse) => instants.push(pulse.sampleIndex);
    await board.powerOn(0);
    core.onSlice = () =>
      [5, 9].map((sampleIndex) => ({ type: 'pulse', output: 0, sampleIndex, fraction_Q16: 0 }));
    await board.slice(10_000, []);
    expect(instants).toEqual([5, 9]);
  });
});

describe('A core that dies', () => {
  it('is recorded and its board stays without it, silently', async () => {
    const core = new ScriptedCore('metering');
    const board = boardOf(core);
    await board.powerOn(0);
    core.dead = true;
    expect(await board.slice(20_000, [])).toEqual([]);
    expect(board.alive).toBe(false);
    expect(board.faults).toMatchObject([{ at_us: 20_000, text: 'the metering core is gone: scripted' }]);
    expect(await board.slice(30_000, [])).toEqual([]);
    expect(board.faults).toHaveLength(1);
  });

  it('is powered on again a second later, not sooner, its time beginning anew', async () => {
    const core = new ScriptedCore('metering');
    const board = boardOf(core);
    await board.powerOn(0);
    core.dead = true;
    await board.slice(20_000, []);
    core.dead = false;
    expect(await board.restartWhenDue(1_019_999)).toBe(false);
    expect(await board.restartWhenDue(1_020_000)).toBe(true);
    expect(board).toMatchObject({ alive: true, restarts: 1, startedAt_us: 1_020_000 });
    expect(await board.restartWhenDue(9_000_000)).toBe(false);
  });

  it('and does not start either is tried again a second later', async () => {
    const core = new ScriptedCore('metering');
    const board = boardOf(core);
    await board.powerOn(0);
    core.dead = true;
    await board.slice(0, []);
    expect(await board.restartWhenDue(1_000_000)).toBe(false);
    expect(board.alive).toBe(false);
    expect(await board.restartWhenDue(1_999_999)).toBe(false);
    core.dead = false;
    expect(await board.restartWhenDue(2_000_000)).toBe(true);
    expect(board.restarts).toBe(2);
  });

  it('at power-on rejects with the reason', async () => {
    const core = new ScriptedCore('metering');
    core.dead = true;
    await expect(boardOf(core).powerOn(0)).rejects.toThrow('the metering core is gone: scripted');
  });

  it('is no cover for a mistake of the bench: another error is thrown', async () => {
    const core = new ScriptedCore('metering');
    const board = boardOf(core);
    await board.powerOn(0);
    core.onSlice = () => {
      throw new RangeError('a mistake');
    };
    expect(() => board.slice(0, [])).toThrow(RangeError);
  });
});

describe('A board that is closed', () => {
  it('closes its core, once, and needs none to be closed', async () => {
    const core = new ScriptedCore('metering');
    const board = boardOf(core);
    await board.close();
    await board.powerOn(0);
    await board.close();
    expect(core.closed).toBe(true);
    expect(board.alive).toBe(false);
  });
});
