// The command `twinmeter contract`: every check of the porting layer, run by a board that was flashed with its contract image.
import { withSerialPort } from '../clients/serial-transport.ts';
import { CONTRACT_BAUD, runContract, type ContractCheck } from '../firmware/contract-client.ts';
import { command } from './command.ts';
import { EXIT_FAILURE } from './errors.ts';
import type { OptionTable, Values } from './options.ts';

export const CONTRACT_OPTIONS = {
  port: {
    kind: 'text',
    value: 'path',
    required: true,
    help: "the board's first port: metering's RS485 port, management's RS485 port",
  },
  json: { kind: 'flag', help: 'print one JSON object' },
} as const satisfies OptionTable;

const line = ({ passed, name, figure }: ContractCheck): string =>
  `${passed ? '  ok' : 'FAIL'}  ${name}: ${figure}\n`;

async function contract({ port, json }: Values<typeof CONTRACT_OPTIONS>): Promise<void> {
  const say = (text: string): void => (json ? undefined : void process.stdout.write(text));
  const { checks, missedSamples } = await withSerialPort(
    port,
    (transport) => runContract(transport, (check) => say(line(check))),
    CONTRACT_BAUD,
  );
  const failed = checks.filter(({ passed }) => !passed).length;
  say(`${checks.length - failed} passed, ${failed} failed, ${missedSamples} samples missed\n`);
  if (json) process.stdout.write(`${JSON.stringify({ checks, missed_samples: missedSamples })}\n`);
  if (failed > 0 || missedSamples > 0) process.exitCode = EXIT_FAILURE;
}

export const CONTRACT = command(CONTRACT_OPTIONS, contract);
