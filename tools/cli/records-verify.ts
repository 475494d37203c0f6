// The command `twinmeter records verify`: judges an export by the public key of its meter, without the meter.
import { fingerprintOf, publicKeyIn } from '../records/exports/public-key.ts';
import { verifyExport, type Verdict } from '../records/exports/verify.ts';
import { command } from './command.ts';
import { EXIT_BAD_INPUT, EXIT_FAILURE } from './errors.ts';
import type { OptionTable, Values } from './options.ts';
import { printable, printableJson } from './printable.ts';

export const VERIFY_OPTIONS = {
  file: { kind: 'text', value: 'file', required: true, operand: true, help: 'the export' },
  key: {
    kind: 'text',
    value: 'file',
    required: true,
    help: "the meter's public key in PEM (SPKI), or a certificate, from somebody you trust: not from the export",
  },
  json: { kind: 'flag', help: 'print one JSON object' },
} as const satisfies OptionTable;

const time = (seconds: number | undefined): string =>
  seconds ? new Date(seconds * 1000).toISOString().replace('.000', '') : 'a time nobody knows';

function verdictText(
  path: string,
  { outcome, reason, records, parts, first, last, from_s, to_s, ring, meter }: Verdict,
): string {
  if (outcome === 'another-key') return `${path}: cannot be judged: signed with another key; ${reason}`;
  if (outcome === 'forged') return `${path}: forged: ${reason}`;
  return `${path}: sound: ${records} records of ${ring} (${first} to ${last}), ${time(from_s)} to ${time(to_s)}, in ${parts} parts signed by meter ${meter}`;
}

/** What the command exits with. */
export const EXIT = { sound: 0, forged: EXIT_FAILURE, 'another-key': EXIT_BAD_INPUT } as const;

async function verify({ file, key: keyFile, json }: Values<typeof VERIFY_OPTIONS>): Promise<void> {
  const key = publicKeyIn(keyFile);
  const fingerprint = fingerprintOf(key);
  const verdict = verifyExport(file, key);
  if (json) process.stdout.write(`${printableJson({ file, key_sha256: fingerprint, ...verdict })}\n`);
  else {
    process.stdout.write(`key ${fingerprint} (SHA-256 of the public key)\n`);
    process.stdout.write(`${printable(verdictText(file, verdict))}\n`);
  }
  process.exitCode = EXIT[verdict.outcome];
}

export const RECORDS_VERIFY = command(VERIFY_OPTIONS, verify);
