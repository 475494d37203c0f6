// The host of a core under as-pect: real storage and ports in memory, and a `mocked_host` module through which a spec looks
// at what the core did and sets what it meets.
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { hostImports } from './host-imports.mjs';

const FRAM_BYTES = 262_144;
const NOR_BYTES = 16 << 20;
/** Of the digest of suite 2; the other one is SHA-256. */
const STRENGTH_384 = 1;
const [BUSY, STORAGE_FAILED, NOT_FOUND] = [-6, -8, -9];

/** One NOR for all: sixteen megabytes are not made anew for each test. */
const SHARED_NOR = new Uint8Array(NOR_BYTES).fill(0xff);
function freshNor() {
  return SHARED_NOR.fill(0xff);
}

/** How often random numbers were drawn; it goes on over a reset: no two starts draw alike. */
let draws = 0;

/** State of one test module's host. */
class MockHost {
  fram = new Uint8Array(FRAM_BYTES).fill(0xff);
  storageFails = false;
  /** Bytes that the FRAM still takes before the supply is gone; none counts with a negative number. */
  cutAfter = -1;
  framWritten = 0;
  nor = freshNor();
  norUnderWay = undefined;
  norFails = false;
  norPrograms = 0;
  norErases = 0;
  hasKeys = true;
  /** Bytes of every symmetric key. */
  keyLength = 16;
  moduleByte = 0;
  moduleCopy = 0;
  switchActions = 0;
  jobs = 0;
  jobUnderWay = 0;
  jobBytes = new Uint8Array(0);
  kept = undefined;
  clockReadings = 0;
  clockSetTo = 0n;
  pulseSources = [0, 0];
  powerWritten = false;
  gasps = {};
  portFree = 512;
  portIsIdle = 1;
  sent = [];
  configured = [];
  records = [];
  requests = [];
  linkStatus = 0;
  lcd = Array.from({ length: 4 }, () => ' '.repeat(20));

  constructor(memory) {
    this.memory = memory;
  }

  panic(code, detail) {
    throw new Error(`panic ${code}, detail ${detail}`);
  }

  portSend(_port, bytes) {
    if (bytes.length > this.portFree) return 0;
    if (this.portIsIdle === 0) this.portFree -= bytes.length; // an idle port drains what it takes
    this.sent.push(...bytes);
    return bytes.length;
  }

  portConfigure(_port, baud, format) {
    this.configured.push(baud, format);
    return 0;
  }

  portIdle() {
    return this.portIsIdle;
  }

  clockRead() {
    this.clockReadings++;
    return 0;
  }

  clockSet(time_s) {
    this.clockSetTo = time_s;
    return 0;
  }

  pulseSource(output, source) {
    this.pulseSources[output] = source;
    return 0;
  }

  powerPrepare(address, bytes) {
    const written = this.powerWritten;
    this.powerWritten = false;
    this.kept = written ? undefined : { address, bytes };
    return written ? 1 : 0;
  }

  /** The supply fails: what was prepared goes into the FRAM with its CRC made, as on every board. */
  powerFails() {
    if (!this.kept || this.powerWritten) return;
    const { address, bytes } = this.kept;
    const covered = bytes.subarray(0, -4);
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(covered.length, crc32(covered), true);
    this.fram.set(bytes, address);
    this.powerWritten = true;
  }

  lastGasp(port, bytes) {
    this.gasps[port] = bytes;
    return 0;
  }

  storageRead(address, bytes) {
    if (this.storageFails) return -8;
    bytes.set(this.fram.subarray(address, address + bytes.length));
    return 0;
  }

  storageWrite(address, bytes) {
    if (this.storageFails) return -8;
    const taken = this.cutAfter < 0 ? bytes : bytes.subarray(0, this.cutAfter);
    if (this.cutAfter >= 0) this.cutAfter -= taken.length;
    this.fram.set(taken, address);
    this.framWritten += taken.length;
    return 0; // what runs on after a cut is told of no failure: it leaves nothing behind
  }

  norRead(address, bytes) {
    if (this.norFails) return STORAGE_FAILED;
    bytes.set(this.nor.subarray(address, address + bytes.length));
    return 0;
  }

  norProgram(address, bytes) {
    if (this.norUnderWay) return BUSY;
    this.norUnderWay = () => bytes.forEach((byte, i) => (this.nor[address + i] &= byte));
    this.norPrograms++;
    return 0;
  }

  norErase(address, length) {
    if (this.norUnderWay) return BUSY;
    this.norUnderWay = () => this.nor.fill(0xff, address, address + length);
    this.norErases++;
    return 0;
  }

  /** The operation under way ends as it should, or its first bytes alone are as they should be. */
  norEnds(whole) {
    const ending = this.norUnderWay;
    this.norUnderWay = undefined;
    if (whole) ending?.();
    return ending ? 1 : 0;
  }

  keyTake() {
    return this.hasKeys ? 0 : NOT_FOUND;
  }

  keyBytes() {
    return this.hasKeys ? this.keyLength : NOT_FOUND;
  }

  keyPublic(bytes) {
    if (!this.hasKeys) return NOT_FOUND;
    bytes.set(Buffer.from('TWM00001'));
    bytes.fill(0x50, 8);
    return 0;
  }

  digest(strength, bytes) {
    const length = strength === STRENGTH_384 ? 48 : 32;
    const sum = createHash(`sha${8 * length}`)
      .update(bytes.subarray(0, -length))
      .digest();
    bytes.set(sum, bytes.length - length);
    return 0;
  }

  /** One job at a time; who asks for a second one is sent away. */
  jobStart(_kind, _key, bytes) {
    if (this.jobUnderWay) return BUSY;
    this.jobBytes = bytes;
    this.jobUnderWay = ++this.jobs;
    return this.jobs;
  }

  /** In place of the AES-CMAC a SHA-256 with the key before the bytes. */
  keyMac(key, bytes) {
    if (!this.hasKeys) return NOT_FOUND;
    const mac = createHash('sha256').update(`key ${key}`).update(bytes.subarray(0, -16)).digest();
    bytes.set(mac.subarray(0, 16), bytes.length - 16);
    return 0;
  }

  /** The same ones in each run: a spec that fails fails again. */
  random(bytes) {
    const drawn = createHash('shake256', { outputLength: bytes.length }).update(`random ${draws++}`).digest();
    bytes.set(drawn);
    return 0;
  }

  softwareId(bytes) {
    bytes.set(Uint8Array.from({ length: bytes.length }, (_, i) => i + this.moduleByte));
    return this.moduleCopy;
  }

  linkRequest(bytes, replyLength) {
    if (this.linkStatus < 0) return this.linkStatus;
    this.requests.push({ frame: [...bytes], replyLength });
    return 0;
  }

  lcdWrite(row, bytes) {
    this.lcd[row] = Buffer.from(bytes).toString('latin1').padEnd(20);
    return 0;
  }

  loadSwitch() {
    this.switchActions++;
    return 0;
  }

  /** Imports that are records: kept as they come. */
  emit(record) {
    this.records.push(record);
  }

  pulses() {
    return this.records.filter(({ type }) => type === 'pulse');
  }

  /** What a spec may ask and set; declared for AssemblyScript in shared-protocol/assembly/__tests__/mocked-host.ts. */
  mockedHost() {
    return {
      reset: () => Object.assign(this, new MockHost(this.memory)),
      sent_length: () => this.sent.length,
      sent_byte: (i) => this.sent[i],
      set_port_free: (free) => void (this.portFree = free),
      set_port_idle: (idle) => void (this.portIsIdle = idle),
      configured_count: () => this.configured.length / 2,
      configured_baud: (i) => this.configured[2 * i],
      pulse_count: () => this.pulses().length,
      pulse_sample: (i) => BigInt(this.pulses()[i].sampleIndex),
      pulse_fraction: (i) => this.pulses()[i].fraction_Q16,
      set_link_status: (status) => void (this.linkStatus = status),
      request_count: () => this.requests.length,
      request_length: (i) => this.requests[i].frame.length,
      request_byte: (i, at) => this.requests[i].frame[at],
      request_reply_length: (i) => this.requests[i].replyLength,
      alarm_output: () => this.records.findLast(({ type }) => type === 'alarm')?.on ?? -1,
      relay_outputs: () => this.records.findLast(({ type }) => type === 'relays')?.closed ?? -1,
      lcd_byte: (row, column) => this.lcd[row].charCodeAt(column),
      switch_actions: () => this.switchActions,
      fram_read: (address) => this.fram[address],
      fram_write: (address, byte) => void (this.fram[address] = byte),
      fram_written: () => this.framWritten,
      set_cut_after: (bytes) => void (this.cutAfter = bytes),
      nor_ends: (whole) => this.norEnds(whole !== 0),
      nor_byte: (address) => this.nor[address],
      nor_put: (address, byte) => void (this.nor[address] = byte),
      nor_erases: () => this.norErases,
      set_nor_fails: (fails) => void (this.norFails = fails !== 0),
      job_ends: () => {
        const job = this.jobUnderWay;
        this.jobUnderWay = 0;
        return job;
      },
      job_byte: (at) => this.jobBytes[at] ?? -1,
      set_module: (byte, copy) => void ([this.moduleByte, this.moduleCopy] = [byte, copy]),
      set_key_length: (bytes) => void (this.keyLength = bytes),
      set_has_keys: (has) => void (this.hasKeys = has !== 0),
      clock_readings: () => this.clockReadings,
      clock_set_to: () => {
        const time_s = this.clockSetTo;
        this.clockSetTo = 0n;
        return time_s;
      },
      pulse_source_of: (output) => this.pulseSources[output],
      gasp_length: (port) => this.gasps[port]?.length ?? -1,
      gasp_byte: (port, at) => this.gasps[port][at],
      power_fails: () => this.powerFails(),
      kept_address: () => this.kept?.address ?? -1,
      set_storage_fails: (fails) => void (this.storageFails = fails !== 0),
    };
  }
}

/** Import modules `host` and `mocked_host` for one instance; memory gives its linear memory. */
export function mockHost(memory) {
  const mock = new MockHost(memory);
  return { host: hostImports(() => new Uint8Array(memory().buffer), mock), mocked_host: mock.mockedHost() };
}
