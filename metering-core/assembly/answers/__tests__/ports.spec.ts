// The ports: requests in one burst are answered in their order, each when there is room for its reply.
import { encodeFrame } from '../../../../shared-protocol/assembly/framing';
import { FRAME_REQUEST, MESSAGE_IDENTIFY, PORT_LEGAL } from '../../../../shared-protocol/generated/assembly/protocol';
import { resetHost, sentByte, sentLength, setPortFree, setPortIdle } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { IDENTIFICATION_BYTES } from '../../../../shared-protocol/generated/assembly/layouts';
import { frameLength } from '../../../../shared-protocol/assembly/framing';
import { freshMeter } from '../../__tests__/mains';
import { portReceived, resetPorts, servePorts } from '../ports';

const BURST = memory.data(512, 8);
const REQUEST: i32 = 10;

/** This many requests in one chunk, numbered from first on. */
function askAtOnce(first: i32, count: i32): void {
  for (let i: i32 = 0; i < count; i++) encodeFrame(BURST + i * REQUEST, FRAME_REQUEST, first + i, MESSAGE_IDENTIFY, 0);
  portReceived(PORT_LEGAL, BURST, count * REQUEST);
}

function expectReplies(count: i32): void {
  const length = frameLength(IDENTIFICATION_BYTES);
  expect(sentLength()).toBe(count * length);
  for (let i: i32 = 0; i < count; i++) expect(sentByte(i * length + 2)).toBe(i);
}

describe('A burst of requests', () => {
  beforeEach(() => {
    freshMeter();
    resetHost();
    setPortIdle(0);
    resetPorts();
  });

  test('is answered at once as far as there is room, and the rest as soon as there is', () => {
    const reply = frameLength(IDENTIFICATION_BYTES);
    setPortFree(2 * reply + 1);
    askAtOnce(0, 12);
    expectReplies(2);
    servePorts();
    expectReplies(2);
    setPortFree(reply);
    servePorts();
    expectReplies(3);
    setPortFree(100 * reply);
    askAtOnce(12, 3);
    expectReplies(15);
  });

  test('that waited is answered although a pause went by meanwhile', () => {
    setPortFree(0);
    askAtOnce(0, 5);
    expectReplies(0);
    setPortFree(10_000);
    servePorts();
    servePorts();
    expectReplies(5);
  });
});
