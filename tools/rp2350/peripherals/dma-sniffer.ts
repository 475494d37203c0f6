// The DMA sniffer: a CRC, parity or sum over the words of one channel (RP2350 datasheet 12.6.7.3).

const EN = 1 << 0;
const BSWAP = 1 << 9;
const OUT_REV = 1 << 10;
const OUT_INV = 1 << 11;
const CALC = { CRC32: 0, CRC32R: 1, CRC16: 2, CRC16R: 3, EVEN: 14, SUM: 15 } as const;

export class DmaSniffer {
  control = 0;
  data = 0;

  /** Whether this channel's words are observed, provided the channel's own SNIFF_EN. */
  observes(channel: number): boolean {
    return (this.control & EN) !== 0 && ((this.control >>> 1) & 0xf) === channel;
  }

  /** The result as SNIFF_DATA shows it. */
  get result(): number {
    const inverted = this.control & OUT_INV ? ~this.data : this.data;
    return (this.control & OUT_REV ? reverse(inverted, 32) : inverted) >>> 0;
  }

  take(value: number, size_bytes: number): void {
    const word = this.control & BSWAP ? swapBytes(value, size_bytes) : value;
    const calc = (this.control >>> 5) & 0xf;
    if (calc === CALC.SUM) this.data = (this.data + word) >>> 0;
    else if (calc === CALC.EVEN) this.data = parity(this.data ^ word);
    else for (let i = 0; i < size_bytes; i++) this.crcByte((word >>> (8 * i)) & 0xff, calc);
  }

  private crcByte(byte: number, calc: number): void {
    const reversed = calc === CALC.CRC32R || calc === CALC.CRC16R;
    const bits = reversed ? reverse(byte, 8) : byte;
    const wide = calc === CALC.CRC32 || calc === CALC.CRC32R;
    const { data } = this;
    if (wide) this.data = ((data << 8) ^ CRC32[(data >>> 24) ^ bits]) >>> 0;
    else this.data = ((data << 8) & 0xffff) ^ CRC16[((data >>> 8) & 0xff) ^ bits];
  }
}

/** What each byte makes of a CRC of `width` bits that begins with 0. */
function crcTable(width: number, polynomial: number): Uint32Array {
  const top = width === 32 ? 0x80000000 : 0x8000;
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte << (width - 8);
    for (let i = 0; i < 8; i++) value = value & top ? (value << 1) ^ polynomial : value << 1;
    return width === 32 ? value : value & 0xffff;
  });
}

const CRC32 = crcTable(32, 0x04c11db7);
const CRC16 = crcTable(16, 0x1021);

function reverse(value: number, bits: number): number {
  let out = 0;
  for (let i = 0; i < bits; i++) out = (out << 1) | ((value >>> i) & 1);
  return out >>> 0;
}

function parity(value: number): number {
  let folded = value ^ (value >>> 16);
  folded ^= folded >>> 8;
  folded ^= folded >>> 4;
  return (0x6996 >>> (folded & 0xf)) & 1;
}

/** The bytes of a 1, 2 or 4 byte value the other way round. */
export function swapBytes(value: number, size_bytes: number): number {
  if (size_bytes === 1) return value;
  if (size_bytes === 2) return ((value & 0xff) << 8) | ((value >>> 8) & 0xff);
  return ((value << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0;
}
