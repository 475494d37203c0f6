// The RTC and the seconds pulse, as every form of the host handles them: asked for in one slice, told in a later one.
import { describe, expect, it } from 'vitest';
import * as P from '../../shared-protocol/generated/ts/protocol.ts';
import type { CoreRunner, Role, SliceInput } from './core-runner.ts';
import { boot, buildsProbes, FORMS, probe } from './testing/c-host-forms.ts';
import { METERING_COMMANDS as C, answers, command, ofType, reports } from './testing/probes.ts';
import { V8Core } from './v8-core.ts';

buildsProbes();

const TIME_s = 1_800_000_000;
const told: SliceInput = {
  ...{ type: 'clock', operation: P.CLOCK_READ, status: P.Status.OK, time_s: TIME_s },
  ...{ stopped: true, temperature_mC: -10_250, sampleIndex: 2 ** 33 + 5 },
};
const second: SliceInput = { type: 'second', sampleIndex: 4000, fraction_Q16: 0x8000 };

function inV8(role: Role): CoreRunner {
  return new V8Core({ role, module: probe(role), fram: new Uint8Array(P.FRAM_BYTES).fill(0xff) });
}

const EVERY: [string, (role: Role) => CoreRunner][] = [...FORMS, ['this process, under V8', inV8]];

describe.each(EVERY)('the RTC in %s', (_, start) => {
  it('is asked once at a time, and told with everything that belongs to it', async () => {
    const slice = await boot(start, 'metering');
    const outputs = await slice([command(C.clockRead), command(C.clockRead)]);
    expect(answers(outputs)).toEqual([P.Status.OK, P.Status.BUSY]);
    const asked = { type: 'clockAsked', operation: P.CLOCK_READ, time_s: 0 };
    expect(ofType(outputs, 'clockAsked')).toEqual([asked]);
    const [report] = reports(await slice([told]));
    expect([report.toString('latin1', 0, 1), report[1], report.readInt32LE(2)]).toEqual(['C', 0, 0]);
    expect(Number(report.readBigUInt64LE(6))).toBe(TIME_s);
    expect([report.readInt32LE(14), report.readInt32LE(18)]).toEqual([1, -10_250]);
    expect(Number(report.readBigUInt64LE(22))).toBe(2 ** 33 + 5);
    expect(answers(await slice([command(C.clockRead)]))).toEqual([P.Status.OK]);
  });

  it('tells why there is no time', async () => {
    const slice = await boot(start, 'metering');
    const [report] = reports(await slice([{ ...told, status: P.Status.TIMEOUT, time_s: 0 } as SliceInput]));
    expect(report.readInt32LE(2)).toBe(P.Status.TIMEOUT);
  });

  it('is set to a time that its calendar can show, and to no other', async () => {
    const slice = await boot(start, 'metering');
    const first = Date.UTC(2000, 0, 1) / 1000;
    const outputs = await slice([command(C.clockSet, first - 1), command(C.clockSet, first)]);
    expect(answers(outputs)).toEqual([P.Status.OUT_OF_RANGE, P.Status.OK]);
    const asked = { type: 'clockAsked', operation: P.CLOCK_SET, time_s: first };
    expect(ofType(outputs, 'clockAsked')).toEqual([asked]);
  });

  it('gives its seconds on the kvarh output when that is asked for, until the core starts anew', async () => {
    const slice = await boot(start, 'metering');
    const pulsesOf = async (...inputs: SliceInput[]) => ofType(await slice(inputs), 'pulse');
    const source = (output: number, value: number) => command(C.pulseSource, output, value);
    expect(await pulsesOf(second)).toEqual([]);
    const refused = [
      source(P.PULSE_ACTIVE, P.PULSE_SOURCE_SECONDS),
      source(2, 0),
      source(P.PULSE_REACTIVE, 2),
    ];
    expect(answers(await slice(refused))).toEqual(Array(3).fill(P.Status.OUT_OF_RANGE));
    const pulse = { type: 'pulse', output: P.PULSE_REACTIVE, sampleIndex: 4000, fraction_Q16: 0x8000 };
    expect(await pulsesOf(source(P.PULSE_REACTIVE, P.PULSE_SOURCE_SECONDS), second)).toEqual([pulse]);
    expect(await pulsesOf(source(P.PULSE_REACTIVE, P.PULSE_SOURCE_ENERGY), second)).toEqual([]);
    await slice([source(P.PULSE_REACTIVE, P.PULSE_SOURCE_SECONDS), command(C.panic, 1, 2)]);
    expect(await pulsesOf(second)).toEqual([]);
  });
});
