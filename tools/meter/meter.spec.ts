// A whole meter: power-on, asking on its legal port, and closing when something is wrong.
import { describe, expect, it } from 'vitest';
import { ScriptedCore } from './conductor/testing.ts';
import { encodeFrame, decodeFrame } from '../records/framing.ts';
import { RefusedError } from '../records/legal-client.ts';
import { encodeRecord } from '../records/records.ts';
import { FRAME_ERROR, FRAME_REPLY, Status } from '../../shared-protocol/generated/ts/protocol.ts';
import type { SliceInput, SliceOutput } from '../cores/core-runner.ts';
import { sineSource } from '../signals/waves/sine.ts';
import { LegalPortSilentError, openMeter } from './meter.ts';

const source = sineSource({ service: '1p2w', volts: 230, amps: 5 });

function scripted() {
  const metering = new ScriptedCore('metering');
  const management = new ScriptedCore('management');
  return {
    metering,
    management,
    options: { source, cores: { metering: () => metering, management: () => management } },
  };
}

/** A metering core that answers each request on its legal port, once it is whole, with a frame of this kind. */
function answering(kind: number, payload: Uint8Array) {
  let stream: number[] = [];
  return (inputs: readonly SliceInput[]): SliceOutput[] => {
    for (const input of inputs) if (input.type === 'port') stream.push(...input.bytes);
    if (stream.length < 10) return [];
    const { sequence, message } = decodeFrame(Uint8Array.from(stream));
    stream = [];
    return [{ type: 'port', port: 0, bytes: encodeFrame({ kind, sequence, message, payload }) }];
  };
}

describe('Asking the metering core on its own port', () => {
  it('gives time until the answer is there', async () => {
    const { metering, options } = scripted();
    metering.onSlice = answering(FRAME_REPLY, encodeRecord('status', { sample_index: 5n }));
    const meter = await openMeter(options);
    expect(await meter.ask('read_status')).toMatchObject({ sample_index: 5n });
    expect(meter.conductor.now_us).toBeGreaterThan(10_000);
    await meter.close();
  });

  it('rejects with the reason when the core refuses', async () => {
    const { metering, options } = scripted();
    metering.onSlice = answering(FRAME_ERROR, encodeRecord('error', { status: Status.OUT_OF_RANGE }));
    const meter = await openMeter(options);
    await expect(meter.ask('read_status')).rejects.toThrow(RefusedError);
    await meter.close();
  });

  it('rejects after five seconds of virtual time when the core is silent', async () => {
    const { options } = scripted();
    const meter = await openMeter(options);
    await expect(meter.ask('read_status')).rejects.toThrow(LegalPortSilentError);
    expect(meter.conductor.now_us).toBe(5_000_000);
    await meter.close();
  });
});

describe('A meter', () => {
  it('has no terminals unless they are asked for', async () => {
    const meter = await openMeter(scripted().options);
    expect(meter.ports).toEqual({});
    await meter.close();
  });

  it('closes both cores', async () => {
    const { metering, management, options } = scripted();
    const meter = await openMeter(options);
    await meter.close();
    expect([metering.closed, management.closed]).toEqual([true, true]);
  });

  it('whose second core does not start leaves the first one closed', async () => {
    const { metering, management, options } = scripted();
    management.dead = true;
    await expect(openMeter(options)).rejects.toThrow('the management core is gone');
    expect(metering.closed).toBe(true);
  });
});
