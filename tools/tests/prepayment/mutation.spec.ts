// What guards the money is itself tested: with one thing wrong in the core, the claim that it keeps does not hold any more.
import { describe, expect, it } from 'vitest';
import * as P from '../../../shared-protocol/generated/ts/protocol.ts';
import vectors from '../../clients/vectors/sts.json' with { type: 'json' };
import { everyday } from '../../build/testing/long-form.ts';
import { keyChange } from '../../clients/sts/index.ts';
import type { Mutation } from '../mutation/mutant.ts';
import { buildPrepayment, PrepaymentCore } from './core.ts';
import { cipherOf, keyOf, placeOf } from './keys.ts';
import { credit, giveKey, prepaymentCore, UNIT_mWs } from './testing.ts';

const LIMIT_ms = 120_000;
const [FIRST] = vectors.tokens;

const CLAIMS: Readonly<Record<string, (core: PrepaymentCore) => boolean>> = {
  'brings what was paid for': (core) =>
    core.enter(credit(1, 18_201_624)) === 'ACCEPT' && core.account().credit === 18_201_624n * UNIT_mWs,
  'is taken once': (core) =>
    core.enter(FIRST.digits) === 'ACCEPT' && core.enter(FIRST.digits) === 'USED_ERROR',
  'is taken once, power cuts included': (core) => {
    core.enter(FIRST.digits);
    core.restart();
    return core.enter(FIRST.digits) === 'USED_ERROR';
  },
  'is taken whole or not at all': (core) => {
    core.cutAfter = 100;
    core.enter(FIRST.digits);
    core.restart();
    const again = core.enter(FIRST.digits);
    return again === 'ACCEPT' && core.account().credit === UNIT_mWs;
  },
  'is not taken when it is old, and known while it is not': (core) => {
    for (let i = 1; i <= P.TOKEN_IDENTIFIERS; i++) core.enter(credit(100 + i));
    return core.enter(credit(101)) === 'USED_ERROR' && core.enter(credit(100)) === 'OLD_ERROR';
  },
  'of another meter is refused': (core) => core.enter(credit(1, 1, 'other_pan')) === 'CRC_ERROR',
  'behind the expiry of the key is refused': (core) => {
    giveKey(core, 'krn1', { ken: 1 });
    return core.enter(credit(0x20000)) === 'KEY_EXPIRED_ERROR';
  },
  'is no credit under a default key': (core) => {
    core.provision(keyOf('krn1'), { ...placeOf('krn1'), kt: P.DECODER_KEY_DDTK });
    return core.enter(FIRST.digits) === 'DDTK_ERROR';
  },
  'that is guessed locks the meter, restarts included': (core) => {
    for (let i = 0; i < 6; i++) core.enter(credit(1, 1, 'other_pan'), 3600 * i);
    core.restart();
    return core.enter(FIRST.digits) === 'LOCKOUT';
  },
  'of a new base date counts from its beginning': (core) => {
    for (let i = 0; i < P.TOKEN_IDENTIFIERS; i++) core.enter(credit(0xffff00 + i));
    const { krn, kt, ti, sgc } = placeOf('krn5_2035');
    const next = { key: keyOf('krn5_2035'), krn, kt, ti, sgc, ken: 255, rollover: true };
    keyChange(next, cipherOf('krn1')).forEach((digits) => core.enter(digits));
    return core.enter(credit(1, 1, 'krn5_2035')) === 'ACCEPT';
  },
  'shows no key to who reads the chip': (core) =>
    !Buffer.from(core.fram).includes(keyOf('krn1').subarray(0, 8)),
  'leaves no key in memory': (core) => {
    core.enter(FIRST.digits);
    return !core.memory().includes(keyOf('krn1'));
  },
};

const ROOM = 'management-core/assembly/control/prepayment';
const within = (file: string, from: string, to: string): Mutation => ({ file: `${ROOM}/${file}`, from, to });

const WRONG: readonly (readonly [claim: string, what: string, change: Mutation])[] = [
  [
    'brings what was paid for',
    'the exponent forgets where the step below ended',
    within('tokens/amount.ts', 'amount * 10 + MANTISSA', 'amount * 10'),
  ],
  [
    'is taken once',
    'no identifier is remembered',
    within('identifiers.ts', 'store<u32>(slot(account, smallest(account)), identifier);', ''),
  ],
  [
    'is taken once, power cuts included',
    'nothing is stored',
    {
      file: 'management-core/assembly/storage/banked-record.ts',
      from: 'storageWrite(before & 1 ? bankB : bankA, record, bytes)',
      to: 'Status.OK',
    },
  ],
  [
    'is taken whole or not at all',
    'one bank is written over and over',
    {
      file: 'management-core/assembly/storage/banked-record.ts',
      from: 'before & 1 ? bankB : bankA',
      to: 'bankA',
    },
  ],
  [
    'is not taken when it is old, and known while it is not',
    'the largest identifier counts',
    within(
      'identifiers.ts',
      'load<u32>(slot(account, i)) < load<u32>',
      'load<u32>(slot(account, i)) > load<u32>',
    ),
  ],
  [
    'of another meter is refused',
    'the CRC is not compared',
    within('enter.ts', 'if (!crcFits(carried)) return wrongCrc(now_us);', ''),
  ],
  [
    'behind the expiry of the key is refused',
    'expiry is not looked at',
    within('tokens/dated.ts', 'bits(block, 48, 8) > <u32>account().ken', 'false'),
  ],
  [
    'is no credit under a default key',
    'the type of the key is not looked at',
    within('tokens/dated.ts', '<i32>account().kt == DECODER_KEY_DDTK', 'false'),
  ],
  [
    'that is guessed locks the meter, restarts included',
    'a restart forgets the lock',
    within('lock-out.ts', '  lockFrom(0);', '  locked_us = 0;'),
  ],
  [
    'of a new base date counts from its beginning',
    'identifiers outlive the base date',
    within('keys/key-change.ts', '  forgetIdentifiers(changetype<usize>(next));', ''),
  ],
  [
    'shows no key to who reads the chip',
    'the pad is not laid over the key',
    within(
      'keys/decoder-key.ts',
      'store<u64>(to, load<u64>(from) ^ load<u64>(MESSAGE + MAC));',
      'store<u64>(to, load<u64>(from));',
    ),
  ],
  [
    'leaves no key in memory',
    'the key is not forgotten',
    within(
      'keys/decoder-key.ts',
      '  memory.fill(KEY, 0, KEY_BYTES_MAX);\n  memory.fill(MESSAGE',
      '  memory.fill(MESSAGE',
    ),
  ],
];

describe('A token', () => {
  it.each(Object.entries(CLAIMS))('%s', (_, holds) => {
    expect(holds(prepaymentCore())).toBe(true);
  });

  it.each(everyday(WRONG, 4))('%s, which fails where %s', { timeout: LIMIT_ms }, (claim, _, change) => {
    expect(CLAIMS[claim](prepaymentCore(buildPrepayment(change)))).toBe(false);
  });
});
