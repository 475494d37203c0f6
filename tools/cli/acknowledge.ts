// The command `twinmeter acknowledge`: somebody inside the seal saw that registers were lost, or begins the audit trail anew.
import { PORTS } from '../../shared-protocol/generated/ts/ports.ts';
import { askedAt } from './asked-meter.ts';
import { command } from './command.ts';
import type { OptionTable, Values } from './options.ts';

export const ACKNOWLEDGE_OPTIONS = {
  port: {
    kind: 'text',
    value: 'path',
    required: true,
    help: 'the adjustment port, inside the seal; the calibration jumper has to be closed',
  },
  'clear-audit': {
    kind: 'flag',
    help: 'begin the audit trail anew instead; what was in it should have been exported',
  },
  json: { kind: 'flag', help: 'print one JSON object' },
} as const satisfies OptionTable;

async function acknowledge(options: Values<typeof ACKNOWLEDGE_OPTIONS>): Promise<void> {
  const clears = options['clear-audit'];
  const message = clears ? 'clear_audit' : 'acknowledge_loss';
  const done = await askedAt(options.port, PORTS.metering.adjustment.baud, (meter) => meter.ask(message));
  if (options.json)
    process.stdout.write(`${JSON.stringify({ done: message, sealed: Number(done.sequence) })}\n`);
  else
    process.stdout.write(
      clears
        ? 'the audit trail begins anew\n'
        : 'the loss of registers is acknowledged: readings say so no longer\n',
    );
}

export const ACKNOWLEDGE = command(ACKNOWLEDGE_OPTIONS, acknowledge);
