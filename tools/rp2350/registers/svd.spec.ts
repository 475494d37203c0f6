// Reading the SVD: access types, reset values and derived peripherals, on a small file and on the SDK's own.
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSvd, peripheralDescription, SvdMissing, chipDescription } from './svd.ts';
import { SVD_PATH } from '../paths.ts';

const SMALL = `<?xml version="1.0"?><device><peripherals>
  <peripheral><name>A0</name><baseAddress>0x40000000</baseAddress><registers><register>
    <name>MIX</name><addressOffset>0x4</addressOffset><resetValue>0x80000001</resetValue><fields>
      <field><name>RW</name><bitRange>[3:0]</bitRange><access>read-write</access></field>
      <field><name>RO</name><bitRange>[7:4]</bitRange><access>read-only</access></field>
      <field><name>WC</name><bitRange>[8:8]</bitRange><access>read-write</access>
        <modifiedWriteValues>oneToClear</modifiedWriteValues></field>
      <field><name>WO</name><bitRange>[31:31]</bitRange><access>write-only</access></field>
      <field><name>POP</name><bitRange>[15:9]</bitRange><access>read-only</access>
        <readAction>modify</readAction></field>
    </fields></register></registers></peripheral>
  <peripheral derivedFrom="A0"><name>A1</name><baseAddress>0x40008000</baseAddress></peripheral>
</peripherals></device>`;

describe('the SVD', () => {
  it('gives masks by access type', () => {
    const { A0 } = parseSvd(SMALL).peripherals;
    expect(A0.registers).toEqual([
      {
        name: 'MIX',
        offset: 4,
        reset: 0x80000001,
        readWrite: 0xf,
        oneToClear: 0x100,
        writeOnly: 0x80000000,
        readModifies: true,
      },
    ]);
  });

  it('gives a derived peripheral the registers of its source at its own base', () => {
    const { A0, A1 } = parseSvd(SMALL).peripherals;
    expect(A1).toEqual({ ...A0, name: 'A1', base: 0x40008000 });
  });

  it('that is no SVD is refused', () => {
    expect(() => parseSvd('<html></html>')).toThrow(SvdMissing);
  });

  describe.skipIf(!existsSync(SVD_PATH))('of the RP2350', () => {
    it('puts UART1 at 0x40078000 with the registers of UART0', () => {
      const uart1 = peripheralDescription('UART1');
      expect(uart1.base).toBe(0x40078000);
      expect(uart1.registers).toEqual(peripheralDescription('UART0').registers);
    });

    it('names the functions of the pins', () => {
      expect(chipDescription().pinFunctions[0][2]).toBe('uart0_tx');
      expect(chipDescription().pinFunctions[16][1]).toBe('spi0_rx');
      expect(chipDescription().pinFunctions).toHaveLength(48);
    });

    it('has no peripheral of another name', () => {
      expect(() => peripheralDescription('SSI')).toThrow('no peripheral SSI');
    });
  });
});
