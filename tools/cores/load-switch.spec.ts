// What no module can do to the load switch: operate it faster or oftener than its coils and contacts bear, in every host.
import { describe, expect, it } from 'vitest';
import * as P from '../../shared-protocol/generated/ts/protocol.ts';
import type { CoreRunner, SliceOutput } from './core-runner.ts';
import { buildsProbes, FORMS, probe } from './testing/c-host-forms.ts';
import { answers, command, MANAGEMENT_COMMANDS as MC, ofType } from './testing/probes.ts';
import { BUDGET_BYTES } from './load-switch-rule.ts';
import { V8Core } from './v8-core.ts';

buildsProbes();

const { Status } = P;
const PAUSE_us = P.LOAD_SWITCH_PAUSE_ms * 1000;
/** Asked so often, for a day. */
const STEP_us = 60e6;
const RENEWAL_us = P.LOAD_SWITCH_RENEWAL_s * 1e6;
const [OPEN, CLOSE] = [P.LOAD_SWITCH_OPEN, P.LOAD_SWITCH_CLOSE];

type Start = () => CoreRunner;
const v8: Start = () =>
  new V8Core({
    role: 'management',
    module: probe('management'),
    fram: new Uint8Array(P.FRAM_BYTES).fill(0xff),
  });
const HOSTS: [string, Start][] = [
  ...FORMS.map(([name, start]): [string, Start] => [name, () => start('management')]),
  ['process of V8', v8],
];

/** A core that is asked at given times; the answer is what the host said, and the pulses it let through. */
async function asker(start: Start) {
  const core = start();
  await core.slice([]);
  return async (now_us: number, action: number) => {
    const outputs: SliceOutput[] = await core.slice([
      { type: 'portState', port: 0, free: P.PORT_RS485_RING, idle: true },
      { type: 'tick', now_us },
      command(MC.loadSwitch, action),
    ]);
    return { status: answers(outputs).at(-1), pulses: ofType(outputs, 'loadSwitch').map((o) => o.action) };
  };
}

describe.each(HOSTS)('a module that asks for the load switch in a %s', (_, start) => {
  it('gets a pulse of the coil it names, and none for another number', async () => {
    const ask = await asker(start);
    expect(await ask(PAUSE_us, OPEN)).toEqual({ status: Status.OK, pulses: [OPEN] });
    expect(await ask(2 * PAUSE_us, CLOSE)).toEqual({ status: Status.OK, pulses: [CLOSE] });
    for (const action of [2, -1])
      expect(await ask(3 * PAUSE_us, action)).toEqual({ status: Status.OUT_OF_RANGE, pulses: [] });
  });

  it('waits for a pause after the start and after each operation', async () => {
    const ask = await asker(start);
    expect(await ask(PAUSE_us - 10_000, OPEN)).toEqual({ status: Status.BUSY, pulses: [] });
    expect((await ask(PAUSE_us, OPEN)).status).toBe(Status.OK);
    expect(await ask(2 * PAUSE_us - 10_000, CLOSE)).toEqual({ status: Status.BUSY, pulses: [] });
    expect((await ask(2 * PAUSE_us, CLOSE)).status).toBe(Status.OK);
  });

  it('gets so many operations at once, then one each two hours: 24 in a day at most', async () => {
    const ask = await asker(start);
    let [now_us, granted] = [0, 0];
    for (; now_us < 24 * 3600e6; now_us += STEP_us)
      if ((await ask(now_us, OPEN)).pulses.length > 0) granted++;
    expect(granted).toBe(P.LOAD_SWITCH_OPERATIONS + Math.floor((24 * 3600e6) / RENEWAL_us) - 1);
    expect(await ask(now_us - 1, OPEN)).toEqual({ status: Status.EXHAUSTED, pulses: [] });
  });
});

describe.each(HOSTS)('the record of the operations in a %s', (_, start) => {
  it('is nothing a module may write, nor any byte of it', async () => {
    const core = start();
    await core.slice([]);
    const write = async (address: number, length: number) =>
      answers(await core.slice([command(MC.storageWrite, address, 0, length)])).at(-1);
    const end = P.FRAM_SWITCH_BUDGET + BUDGET_BYTES;
    expect(await write(P.KEY_BANKS - 4, 4)).toBe(Status.OK);
    for (const [address, length] of [
      [P.FRAM_SWITCH_BUDGET, 8],
      [P.FRAM_SWITCH_BUDGET - 1, 2],
      [end - 1, 1],
      [end - 65_536, 65_536],
    ])
      expect(await write(address, length)).toBe(Status.OUT_OF_RANGE);
  });
});

describe('the operations that are left', () => {
  const budget = (left: number, inverted = ~left >>> 0) => {
    const fram = new Uint8Array(P.FRAM_BYTES).fill(0xff);
    const view = new DataView(fram.buffer, P.FRAM_SWITCH_BUDGET);
    view.setUint32(0, left, true);
    view.setUint32(4, inverted, true);
    return fram;
  };
  const withBudget = (fram: Uint8Array) =>
    asker(() => new V8Core({ role: 'management', module: probe('management'), fram }));

  it('outlive a restart, which gives none back', async () => {
    const fram = budget(1);
    expect((await (await withBudget(fram))(PAUSE_us, OPEN)).status).toBe(Status.OK);
    expect((await (await withBudget(fram))(PAUSE_us, OPEN)).status).toBe(Status.EXHAUSTED);
  });

  it('are none where the record is torn or says more than there can be', async () => {
    for (const fram of [budget(3, 3), budget(P.LOAD_SWITCH_OPERATIONS + 1)])
      expect((await (await withBudget(fram))(PAUSE_us, OPEN)).status).toBe(Status.EXHAUSTED);
  });
});

describe.each(HOSTS)('the alarm output in a %s', (_, start) => {
  it('follows the module', async () => {
    const core = start();
    await core.slice([]);
    const outputs = await core.slice([command(MC.alarmOutput, 1), command(MC.alarmOutput, 0)]);
    expect(ofType(outputs, 'alarm').map(({ on }) => on)).toEqual([1, 0]);
  });
});
