// The host of a core under as-pect: real storage and ports in memory, and a `bench` module through which a spec looks
// at what the core did and sets what it meets.
const FRAM_BYTES = 262_144;

/** State of one test module's host. */
class MockHost {
  fram = new Uint8Array(FRAM_BYTES).fill(0xff);
  storageFails = false;
  portFree = 512;
  portIsIdle = 1;
  sent = [];
  configured = [];
  pulses = [];
  requests = [];
  linkStatus = 0;
  lcd = Array.from({ length: 4 }, () => ' '.repeat(20));

  constructor(memory) {
    this.memory = memory;
  }

  bytes(pointer, length) {
    return new Uint8Array(this.memory().buffer, pointer, length);
  }

  /** What the ABI gives the cores. */
  host() {
    return {
      panic: (code, detail) => {
        throw new Error(`panic ${code}, detail ${detail}`);
      },
      port_send: (port, pointer, length) => {
        const accepted = Math.min(length, this.portFree);
        this.sent.push(...this.bytes(pointer, accepted));
        return accepted;
      },
      port_configure: (port, baud, format) => {
        this.configured.push(baud, format);
        return 0;
      },
      port_idle: () => this.portIsIdle,
      pulse: (output, sampleIndex, fraction) => void this.pulses.push([output, sampleIndex, fraction]),
      storage_read: (address, pointer, length) => {
        if (this.storageFails) return -8;
        this.bytes(pointer, length).set(this.fram.subarray(address, address + length));
        return 0;
      },
      storage_write: (address, pointer, length) => {
        if (this.storageFails) return -8;
        this.fram.set(this.bytes(pointer, length), address);
        return 0;
      },
      software_id: (pointer) => {
        this.bytes(pointer, 32).set(Uint8Array.from({ length: 32 }, (_, i) => i));
        return 0;
      },
      link_request: (pointer, length, replyLength) => {
        if (this.linkStatus < 0) return this.linkStatus;
        this.requests.push({ frame: [...this.bytes(pointer, length)], replyLength });
        return 0;
      },
      lcd_write: (row, pointer, length) => {
        this.lcd[row] = Buffer.from(this.bytes(pointer, length)).toString('latin1').padEnd(20);
        return 0;
      },
    };
  }

  /** What a spec may ask and set; declared for AssemblyScript in shared-protocol/assembly/__tests__/bench.ts. */
  bench() {
    return {
      reset: () => Object.assign(this, new MockHost(this.memory)),
      sent_length: () => this.sent.length,
      sent_byte: (i) => this.sent[i],
      set_port_free: (free) => void (this.portFree = free),
      set_port_idle: (idle) => void (this.portIsIdle = idle),
      configured_count: () => this.configured.length / 2,
      configured_baud: (i) => this.configured[2 * i],
      pulse_count: () => this.pulses.length,
      pulse_sample: (i) => this.pulses[i][1],
      pulse_fraction: (i) => this.pulses[i][2],
      set_link_status: (status) => void (this.linkStatus = status),
      request_count: () => this.requests.length,
      request_length: (i) => this.requests[i].frame.length,
      request_byte: (i, at) => this.requests[i].frame[at],
      request_reply_length: (i) => this.requests[i].replyLength,
      lcd_byte: (row, column) => this.lcd[row].charCodeAt(column),
      fram_read: (address) => this.fram[address],
      fram_write: (address, byte) => void (this.fram[address] = byte),
      set_storage_fails: (fails) => void (this.storageFails = fails !== 0),
    };
  }
}

/** Import modules `host` and `bench` for one instance; memory gives its linear memory. */
export function mockHost(memory) {
  const mock = new MockHost(memory);
  return { host: mock.host(), bench: mock.bench() };
}
