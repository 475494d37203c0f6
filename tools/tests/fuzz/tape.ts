// Records what a metering core answers to a management core: each request once, with the payload of its reply.
import { builtFile } from '../../build/paths.ts';
import { V8Core } from '../../cores/v8-core.ts';
import type { SliceInput, SliceOutput } from '../../cores/core-runner.ts';
import { decodeFrame } from '../../records/framing.ts';
import type { SessionBench } from '../session/session-bench.ts';
import { FRAM_BYTES, FRAME_REPLY, Status, TICK_us } from '../../../shared-protocol/generated/ts/protocol.ts';

/** A minute: every turn of the mirror comes. */
const TICKS = 6000;

/** Time stands still for the metering core: all it says is of one moment. */
export function tape(bench: SessionBench): Uint8Array {
  const core = new V8Core({
    role: 'management',
    module: builtFile('management-core.wasm'),
    fram: new Uint8Array(FRAM_BYTES).fill(0xff),
  });
  const replies = new Map<string, Buffer>();
  let pending: SliceInput[] = [];
  for (let tick = 1; tick <= TICKS; tick++) {
    const inputs: SliceInput[] = [...pending, { type: 'tick', now_us: tick * TICK_us }];
    const outputs = core.slice(inputs) as SliceOutput[];
    pending = outputs.flatMap((output) =>
      output.type === 'linkRequest' ? answer(bench, output.bytes, replies) : [],
    );
  }
  return Buffer.concat([...replies].map(([asked, reply]) => entry(Buffer.from(asked, 'hex'), reply)));
}

const entry = (asked: Buffer, reply: Buffer): Buffer =>
  Buffer.concat([Buffer.from([asked.length]), asked, Buffer.from([reply.length]), reply]);

function answer(bench: SessionBench, request: Uint8Array, replies: Map<string, Buffer>): SliceInput[] {
  const bytes = bench.frame('link', request);
  if (!bytes) return [{ type: 'linkReply', status: Status.TIMEOUT, bytes: new Uint8Array() }];
  const { message, payload } = decodeFrame(request);
  const reply = decodeFrame(bytes);
  const asked = Buffer.concat([Buffer.from([message]), payload]).toString('hex');
  if (reply.kind === FRAME_REPLY) replies.set(asked, Buffer.from(reply.payload));
  return [{ type: 'linkReply', status: 0, bytes }];
}
