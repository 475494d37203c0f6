// The metering board's own ports: the legal one, which answers anybody, and the one inside the seal.
import { expect } from 'vitest';
import { ABI_VERSION, Status } from '../../../shared-protocol/generated/ts/protocol.ts';
import { RefusedError, type MessageName } from '../../records/legal-client.ts';
import { readParameters } from '../../records/sealed-record.ts';
import { onBench } from './behaviour.ts';
import type { Reply } from './bench.ts';
import { ordinary } from './loads.ts';

async function expectRefused(
  ask: (message: MessageName) => Promise<Reply>,
  status: number,
  messages: MessageName[],
) {
  for (const message of messages) {
    const error: unknown = await ask(message).catch((reason: unknown) => reason);
    expect(error, message).toBeInstanceOf(RefusedError);
    expect(error, message).toMatchObject({ status });
  }
}

onBench('The metering board', ordinary, (behaviour) => {
  behaviour('says at its legal port who the meter is', ['legal'], async (bench) => {
    const identification = await bench.ask('identify');
    expect(identification.abi_version).toBe(ABI_VERSION);
    expect((identification.module_sha256 as number[]).some((byte) => byte !== 0)).toBe(true);
  });

  behaviour('tells there of samples that go on, none of them missed', ['legal'], async (bench) => {
    await bench.wait(0.5);
    const before = await bench.ask('read_status');
    await bench.wait(1);
    const after = await bench.ask('read_status');
    // A block of samples may be on its way at either moment.
    expect(Number(after.sample_index) - Number(before.sample_index)).toBeGreaterThan(3900);
    expect(after.missed_samples).toBe(before.missed_samples);
    expect(after.invalid_samples).toBe(before.invalid_samples);
  });

  behaviour('does not know the messages of the adjustment port there', ['legal'], (bench) =>
    expectRefused((message) => bench.ask(message), Status.UNKNOWN_MESSAGE, [
      'read_parameters',
      'write_parameters',
      'read_raw_sums',
    ]),
  );

  const INSIDE: MessageName[] = [
    'adjustment_identify',
    'read_parameters',
    'write_parameters',
    'read_raw_sums',
  ];

  behaviour('refuses everything at the adjustment port without the jumper', ['adjustment'], (bench) =>
    expectRefused((message) => bench.adjust(message), Status.SEALED, INSIDE),
  );

  behaviour(
    'gives the sealed record there while the jumper is closed',
    ['adjustment', 'jumper'],
    async (bench) => {
      await bench.setJumper(true);
      expect(await readParameters(bench)).toMatchObject({ sequence: 1 });
    },
  );

  behaviour('refuses everything again when it was opened', ['adjustment', 'jumper'], async (bench) => {
    await bench.setJumper(true);
    await readParameters(bench);
    await bench.setJumper(false);
    await expectRefused((message) => bench.adjust(message), Status.SEALED, INSIDE);
  });
});
