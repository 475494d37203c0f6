// The command `twinmeter token provision`: a decoder key, and tables of algorithm 07, from a file of test keys to a meter, by DLMS.
import { numberOf, octets, structure } from '../clients/dlms/index.ts';
import { BASE_YEARS, type StaTables } from '../clients/sts/index.ts';
import { command } from './command.ts';
import { DLMS_OPTIONS } from './dlms/options.ts';
import { dlmsExit, withDlms } from './dlms/session.ts';
import type { OptionTable, Values } from './options.ts';
import { printableJson } from './printable.ts';
import { loadTestKey, type TestKey } from './token-keys.ts';

export const TOKEN_PROVISION_OPTIONS = {
  file: {
    kind: 'text',
    value: 'file',
    required: true,
    operand: true,
    help: 'test keys, the same file that token make takes',
  },
  ...DLMS_OPTIONS,
} as const satisfies OptionTable;

/** Rows of the meter's own for prepayment. */
const row = (e: number) => ({ class: 1, obis: `0-0:96.141.${e}.255`, id: 2 });
const [DECODER_KEY, TABLES] = [11, 12].map(row);
/** Attributes of IEC 62055-41: the meter's primary account number. */
const ACCOUNT_NUMBER = { class: 116, obis: '0-0:19.60.0.255', id: 2 };

/** What the key is for, then its bytes. */
function keyBytes({ place, ea, ken, base, key }: TestKey): Uint8Array {
  const purpose = Buffer.alloc(10);
  purpose.writeUInt32BE(place.sgc);
  purpose.set([ea, place.kt, place.krn, place.ti, ken, BASE_YEARS.indexOf(base)], 4);
  return Buffer.concat([purpose, key]);
}

const tableBytes = ({ first, second, permutation }: StaTables) =>
  Uint8Array.from([...first, ...second, ...permutation]);

/** Issuer and decoder reference number, and the check digit of both. */
const accountNumber = ({ place, pan }: TestKey) =>
  structure(
    numberOf('double-long-unsigned', Number(place.iin)),
    numberOf('long64-unsigned', Number(place.drn)),
    numberOf('unsigned', Number(pan.at(-1))),
  );

/** Tables first: without them no token under the key can be taken. Returns the exit code. Throws BadInputError. */
function provision(options: Values<typeof TOKEN_PROVISION_OPTIONS>, print = console.log): Promise<number> {
  const key = loadTestKey(options.file);
  const { tables, place, ea } = key;
  return dlmsExit('token provision', () =>
    withDlms(options, async ({ client, run }) => {
      if (tables) await run(client.set(TABLES, octets(tableBytes(tables))));
      await run(client.set(DECODER_KEY, octets(keyBytes(key))));
      await run(client.set(ACCOUNT_NUMBER, accountNumber(key)));
      const told = { ea, ...place, tables: tables !== undefined, outcome: 'written' };
      print(
        options.json
          ? printableJson(told)
          : `decoder key of supply group ${place.sgc}, revision ${place.krn}, algorithm ${ea}${tables ? ', and its tables' : ''}: written`,
      );
    }),
  );
}

export const TOKEN_PROVISION = command(TOKEN_PROVISION_OPTIONS, async (values) => {
  process.exitCode = await provision(values);
});
