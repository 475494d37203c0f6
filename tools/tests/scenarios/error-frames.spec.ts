// The metering core answers every request of the vectors as they say: refusals with their frame, noise with nothing.
import { describe, expect, it } from 'vitest';
import vectors from '../../../shared-protocol/vectors/frames.json' with { type: 'json' };
import { FRAM_BYTES } from '../../../shared-protocol/generated/ts/protocol.ts';
import { factoryFram } from '../../records/parameters.ts';
import { builtFile } from '../../build/paths.ts';
import { V8Core } from '../../cores/v8-core.ts';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

/** What a fresh metering core arms in answer to the bytes of one transaction. */
function answer(request: string): string[] {
  const fram = factoryFram({ service: '3p4w', samplingRate_mHz: 4_000_000 });
  const core = new V8Core({ role: 'metering', module: builtFile('metering-core.wasm'), fram });
  const outputs = core.slice([{ type: 'linkFrame', bytes: bytes(request) }]);
  return outputs.flatMap((output) =>
    output.type === 'linkArmed' ? [Buffer.from(output.bytes).toString('hex')] : [],
  );
}

describe('The metering core on its link', () => {
  it.each(vectors.refused)('refuses with an error frame: $name', ({ request, reply }) => {
    expect(answer(request)).toEqual([reply]);
  });

  it.each(vectors.unanswered)('gives no answer to $name', ({ request }) => {
    expect(answer(request)).toEqual([]);
  });

  it.each(vectors.frames.slice(0, 5))(
    'answers, so that the silence above means something: $name',
    ({ bytes: request }) => {
      expect(answer(request)).toHaveLength(1);
    },
  );
});

describe('The management core on its link', () => {
  it('begins with the latch of the vectors, byte by byte', () => {
    const core = new V8Core({
      role: 'management',
      module: builtFile('management-core.wasm'),
      fram: new Uint8Array(FRAM_BYTES),
    });
    const outputs = core.slice([{ type: 'tick', now_us: 10_000 }]);
    const [first] = outputs.flatMap((output) => (output.type === 'linkRequest' ? [output.bytes] : []));
    const latch = vectors.frames.find(({ name }) => name.startsWith('latch'))!;
    expect(Buffer.from(first).toString('hex')).toBe(latch.bytes);
  });
});
