// Time and samples of a run: every sample once and in order, ticks, and the link's events at their instants.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SAMPLE_WORDS, SAMPLES_MAX, Status } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { CoreRunner, SliceInput } from '../../cores/core-runner.ts';
import { Board } from './board.ts';
import { Conductor } from './conductor.ts';
import { SpiWire } from './spi-wire.ts';
import { ScriptedCore } from './testing.ts';

/** A feed whose every word tells its set. */
const feed = {
  fill(destination: Int32Array, firstIndex: number, sets: number) {
    for (let i = 0; i < sets * SAMPLE_WORDS; i++) destination[i] = firstIndex + Math.floor(i / SAMPLE_WORDS);
  },
};

/** The same core as one of another process, which answers later. */
const late = (core: ScriptedCore): CoreRunner => ({
  role: core.role,
  slice: async (inputs) => core.slice(inputs),
  close: () => core.close(),
});

async function bench(rate_mHz = 4_000_000, as: (core: ScriptedCore) => CoreRunner = (core) => core) {
  const cores = { metering: new ScriptedCore('metering'), management: new ScriptedCore('management') };
  const metering = new Board('metering', [], () => as(cores.metering));
  const management = new Board('management', [], () => as(cores.management));
  const wire = new SpiWire(1_000_000);
  await metering.powerOn(0);
  await management.powerOn(0);
  const conductor = new Conductor({ metering, management, wire, feed, rate_mHz });
  const run = async (ticks: number) => {
    for (let i = 0; i < ticks; i++) await conductor.tick();
  };
  return { ...cores, metering_board: metering, conductor, wire, run };
}

/** First word of every set given to the core, and the index it was given under. */
const setsOf = (core: ScriptedCore) =>
  core
    .of('samples')
    .flatMap(({ firstIndex, sets }) =>
      Array.from({ length: sets.length / SAMPLE_WORDS }, (_, i) => [firstIndex + i, sets[i * SAMPLE_WORDS]]),
    );

describe('Samples', () => {
  it('reach the metering core each once, in order, in blocks it has room for, at any rate', async () => {
    const rates = fc.integer({ min: 2_000_000, max: 32_000_000 });
    await fc.assert(
      fc.asyncProperty(rates, async (rate_mHz) => {
        const { metering, conductor, run } = await bench(rate_mHz);
        await run(20);
        const sets = setsOf(metering);
        expect(sets).toEqual(sets.map((_, i) => [i, i]));
        expect(sets).toHaveLength(Math.floor((0.2 * rate_mHz) / 1000));
        expect(conductor.samplesFed).toBe(sets.length);
        for (const { sets: block } of metering.of('samples'))
          expect(block.length).toBeLessThanOrEqual(SAMPLES_MAX * SAMPLE_WORDS);
      }),
      { numRuns: 20 },
    );
  });

  it('end at the set they are to end with, while time goes on', async () => {
    const { metering, conductor, run } = await bench();
    conductor.stopFeedingAfter(101);
    await run(10);
    expect(setsOf(metering)).toHaveLength(101);
    expect(conductor.now_us).toBe(100_000);
  });

  it('go on being taken while the core is dead, and are numbered from its new power-on', async () => {
    const { metering, metering_board, run } = await bench();
    await run(2);
    metering.dead = true;
    await run(1);
    metering.dead = false;
    metering.given.length = 0;
    await run(101);
    expect(metering_board.restarts).toBe(1);
    const [[index, word]] = setsOf(metering);
    expect(index).toBe(0);
    expect(word).toBe(103 * 40);
  });
});

describe('Ticks', () => {
  it('give the management core the time since its power-on, every 10 ms', async () => {
    const { management, run } = await bench();
    await run(3);
    expect(management.of('tick').map((tick) => tick.now_us)).toEqual([10_000, 20_000, 30_000]);
  });

  it('begin anew after its restart, and none is given to a dead core', async () => {
    const { management, run } = await bench();
    await run(2);
    management.dead = true;
    await run(1);
    management.dead = false;
    management.given.length = 0;
    await run(101);
    expect(management.of('tick')[0].now_us).toBe(10_000);
  });
});

describe('A tick', () => {
  it('is over when it returns, where both cores answer at once', async () => {
    const { management, conductor } = await bench();
    expect(conductor.tick()).toBeUndefined();
    expect(management.of('tick')).toHaveLength(1);
  });

  it('gives cores that answer later the same as those that answer at once', async () => {
    const given = async (as?: (core: ScriptedCore) => CoreRunner) => {
      const { metering, management, conductor } = await bench(4_000_000, as);
      const all: [string, SliceInput][] = [];
      metering.onSlice = (inputs) => {
        all.push(...inputs.map((input): [string, SliceInput] => ['metering', input]));
        return inputs[0]?.type === 'linkFrame' ? [{ type: 'linkArmed', bytes: Uint8Array.of(8, 9) }] : [];
      };
      management.onSlice = (inputs) => {
        all.push(...inputs.map((input): [string, SliceInput] => ['management', input]));
        const ticked = inputs.some(({ type }) => type === 'tick');
        return ticked ? [{ type: 'linkRequest', bytes: Uint8Array.of(1, 2), replyLength: 2 }] : [];
      };
      await conductor.goOn({ now_us: 50_000 });
      return all;
    };
    const atOnce = await given();
    expect(atOnce.filter(([, { type }]) => type === 'linkReply')).toHaveLength(4);
    expect(await given(late)).toEqual(atOnce);
  });
});

describe('Going on', () => {
  it.each([
    [{ sets: 101 }, 120, 30_000],
    [{ now_us: 25_000 }, 120, 30_000],
    [{ sets: 40, now_us: 50_000 }, 200, 50_000],
    [{}, 0, 0],
  ])('as far as %j ends with the tick in which all of it was reached', async (goal, sets, now_us) => {
    for (const as of [undefined, late]) {
      const { conductor } = await bench(4_000_000, as);
      await conductor.goOn(goal);
      expect(conductor).toMatchObject({ samplesFed: sets, now_us });
    }
  });
});

describe('The words of a block', () => {
  it('are used again where the core keeps none of them, each set still given once', async () => {
    const seen: number[] = [];
    const blocks = new Set<Int32Array>();
    const scripted = (core: ScriptedCore): CoreRunner => ({
      role: core.role,
      keepsNoInputs: true,
      slice: (inputs) => {
        for (const input of inputs) {
          if (input.type !== 'samples') continue;
          blocks.add(input.sets);
          for (let at = 0; at < input.sets.length; at += SAMPLE_WORDS) seen.push(input.sets[at]);
        }
        return core.slice([]);
      },
      close: () => {},
    });
    const { run } = await bench(8_000_000, scripted);
    await run(20);
    expect(seen).toEqual(Array.from({ length: 1600 }, (_, n) => n));
    expect(blocks.size).toBe(2);
  });
});

describe('The link', () => {
  it('carries a request to the metering core and its reply back, before the next tick', async () => {
    const { metering, management, run } = await bench();
    management.onSlice = (inputs) =>
      inputs.some((input) => input.type === 'tick' && input.now_us === 10_000)
        ? [{ type: 'linkRequest', bytes: Uint8Array.of(1, 2), replyLength: 2 }]
        : [];
    metering.onSlice = ([input]) =>
      input?.type === 'linkFrame' ? [{ type: 'linkArmed', bytes: Uint8Array.of(8, 9) }] : [];
    await run(2);
    expect(metering.of('linkFrame')).toEqual([{ type: 'linkFrame', bytes: Uint8Array.of(1, 2) }]);
    const types = management.given.map(({ type }) => type).filter((type) => /^(tick|link)/.test(type));
    expect(types).toEqual(['tick', 'linkReply', 'tick']);
    expect(management.of('linkReply')[0]).toMatchObject({ bytes: Uint8Array.of(8, 9), status: Status.OK });
  });

  it('tells the management core of a reply that did not come', async () => {
    const { management, run } = await bench();
    management.onSlice = (inputs) =>
      inputs.some((input) => input.type === 'tick' && input.now_us === 10_000)
        ? [{ type: 'linkRequest', bytes: Uint8Array.of(1), replyLength: 2 }]
        : [];
    await run(4);
    expect(management.of('linkReply')).toEqual([
      { type: 'linkReply', bytes: new Uint8Array(), status: Status.TIMEOUT },
    ]);
  });

  it('ends its exchange when the management core dies', async () => {
    const { management, wire, run } = await bench();
    management.onSlice = () => [{ type: 'linkRequest', bytes: Uint8Array.of(1), replyLength: 2 }];
    await run(1);
    management.dead = true;
    await run(1);
    expect(wire.nextEvent_us).toBe(Infinity);
  });

  it('floats from the tick on in which the metering core died', async () => {
    const { metering, management, run } = await bench();
    management.onSlice = (inputs) =>
      inputs.some(({ type }) => type === 'tick')
        ? [{ type: 'linkRequest', bytes: Uint8Array.of(1), replyLength: 2 }]
        : [];
    metering.dead = true;
    await run(5);
    expect(management.of('linkReply').every(({ status }) => status === Status.TIMEOUT)).toBe(true);
  });
});
