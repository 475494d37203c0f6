// A core that does not answer: the run goes on without it, and it is given what its board still holds when it comes back.
import { describe, expect, it } from 'vitest';
import type { CoreRunner, SliceInput, SliceOutput } from '../../cores/core-runner.ts';
import { CoreGoneError } from '../../cores/core-runner.ts';
import { Backlog } from './backlog.ts';
import { Board } from './board.ts';

/** A process that answers when a spec lets it. */
class SlowCore implements CoreRunner {
  readonly role = 'management';
  readonly given: (readonly SliceInput[])[] = [];
  isStopped = false;
  #pending: { resolve(outputs: SliceOutput[]): void; reject(error: Error): void } | undefined;

  slice(inputs: readonly SliceInput[]): Promise<SliceOutput[]> {
    this.given.push(inputs);
    if (!this.isStopped) return Promise.resolve([]);
    return new Promise((resolve, reject) => (this.#pending = { resolve, reject }));
  }

  async answer(...outputs: SliceOutput[]): Promise<void> {
    this.isStopped = false;
    this.#pending!.resolve(outputs);
    await new Promise((resolve) => setImmediate(resolve));
  }

  async fail(error: Error): Promise<void> {
    this.#pending!.reject(error);
    await new Promise((resolve) => setImmediate(resolve));
  }

  close(): void {}
}

const tick = (now_us: number): SliceInput => ({ type: 'tick', now_us });
const request: SliceOutput = { type: 'linkRequest', bytes: Uint8Array.of(1), replyLength: 9 };

async function silent(): Promise<{ core: SlowCore; board: Board }> {
  const core = new SlowCore();
  const board = new Board('management', [], () => core, 1);
  await board.powerOn(0);
  core.isStopped = true;
  expect(await board.slice(10_000, [tick(10_000)])).toEqual([]);
  return { core, board };
}

describe('A board whose core does not answer in time', () => {
  it('answers for it with nothing, at once from then on, and says since when', async () => {
    const { board } = await silent();
    expect(board).toMatchObject({ alive: true, silentSince_us: 10_000 });
    expect(board.slice(20_000, [tick(20_000)])).toEqual([]);
  });

  it('hands on what the core did, and gives it what it missed, once it answers', async () => {
    const { core, board } = await silent();
    board.slice(20_000, [tick(20_000)]);
    await core.answer(request, { type: 'lcd', row: 0, text: 'back' });
    expect(board.lcd[0]).toBe('back');
    expect(await board.slice(30_000, [tick(30_000)])).toEqual([request]);
    expect(core.given.at(-1)).toEqual([tick(30_000)]);
    expect(board.silentSince_us).toBeUndefined();
  });

  it('knows of its death when it comes, at that time, and powers it up again', async () => {
    const { core, board } = await silent();
    board.slice(500_000, [tick(500_000)]);
    await core.fail(new CoreGoneError('management', 'ended'));
    expect(board).toMatchObject({ alive: false, silentSince_us: undefined });
    expect(board.faults).toMatchObject([{ at_us: 500_000 }]);
    expect(await board.restartWhenDue(1_499_999)).toBe(false);
    core.isStopped = false;
    expect(await board.restartWhenDue(1_500_000)).toBe(true);
  });

  it('goes on without one that does not even come up again', async () => {
    const { core, board } = await silent();
    await core.fail(new CoreGoneError('management', 'ended'));
    await board.restartWhenDue(2_000_000);
    expect(board).toMatchObject({ alive: true, silentSince_us: 2_000_000, restarts: 1 });
  });

  it('throws what is no death of the core when it is asked next', async () => {
    const { core, board } = await silent();
    await core.fail(new RangeError('a mistake'));
    expect(() => board.slice(20_000, [])).toThrow(RangeError);
  });

  it('waits for ever where no patience was stated', async () => {
    const core = new SlowCore();
    const board = new Board('management', [], () => core);
    await board.powerOn(0);
    core.isStopped = true;
    let answered = false;
    const slice = Promise.resolve(board.slice(10_000, [])).then(() => (answered = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(answered).toBe(false);
    await core.answer();
    await slice;
  });
});

describe('What a silent core has missed', () => {
  const held = (...inputs: SliceInput[]) => {
    const backlog = new Backlog();
    for (const input of inputs) backlog.hold([input]);
    return backlog.inputs;
  };

  it('is the latest time, the latest reply and the latest state of each port', () => {
    const reply = (byte: number): SliceInput => ({
      type: 'linkReply',
      bytes: Uint8Array.of(byte),
      status: 0,
    });
    const state = (port: number, free: number): SliceInput => ({ type: 'portState', port, free, idle: true });
    expect(held(tick(1), reply(1), state(0, 1), state(1, 7), tick(2), reply(2), state(0, 2))).toEqual([
      state(1, 7),
      tick(2),
      reply(2),
      state(0, 2),
    ]);
  });

  it('is as many bytes of a port as its receive ring holds, in their order', () => {
    const chunk = (port: number): SliceInput => ({
      type: 'port',
      port,
      bytes: new Uint8Array(256).fill(port),
    });
    expect(held(chunk(0), chunk(0), chunk(1), chunk(0), chunk(0))).toEqual([chunk(0), chunk(0), chunk(1)]);
  });

  it('is every press of a button', () => {
    const press = (pressed: boolean): SliceInput => ({ type: 'button', button: 0, pressed });
    expect(held(press(true), press(false))).toHaveLength(2);
  });
});
