// The sample buffer and the history before it.
import { LINK_FRAME_MAX, PORT_CHUNK_MAX, SAMPLES_MAX } from '../../../shared-protocol/generated/assembly/protocol';
import { clearHistory, keepHistory, LINK_FRAME, PORT_CHUNK, SAMPLES, SET_BYTES } from '../memory';

describe('The static memory', () => {
  test('holds a whole block, chunk and frame, each without touching what lies behind', () => {
    store<u8>(PORT_CHUNK, 1);
    memory.fill(SAMPLES, 0x5a, SAMPLES_MAX * SET_BYTES);
    expect(load<u8>(PORT_CHUNK)).toBe(1);
    store<u8>(LINK_FRAME, 2);
    memory.fill(PORT_CHUNK, 0x5a, PORT_CHUNK_MAX);
    expect(load<u8>(LINK_FRAME)).toBe(2);
    memory.fill(LINK_FRAME, 0x5a, LINK_FRAME_MAX);
    expect(load<u8>(SAMPLES)).toBe(0x5a);
  });

  test('keeps the last sets of a block right before the next one', () => {
    clearHistory();
    for (let k: i32 = 0; k < 64; k++) store<i32>(SAMPLES + k * SET_BYTES, k);
    keepHistory(64);
    expect(load<i32>(SAMPLES - SET_BYTES)).toBe(63);
    expect(load<i32>(SAMPLES - 24 * SET_BYTES)).toBe(40);
    keepHistory(1);
    expect(load<i32>(SAMPLES - SET_BYTES)).toBe(0);
    expect(load<i32>(SAMPLES - 2 * SET_BYTES)).toBe(63);
  });
});
