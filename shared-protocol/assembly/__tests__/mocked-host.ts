// What a spec may ask and set of the mocked host (tools/build/aspect/host-mock.mjs).

/** A fresh host: blank FRAM, empty ports and display. */
// @ts-ignore: decorator
@external("mocked_host", "reset")
export declare function resetHost(): void;
// @ts-ignore: decorator
@external("mocked_host", "sent_length")
export declare function sentLength(): i32;
// @ts-ignore: decorator
@external("mocked_host", "sent_byte")
export declare function sentByte(index: i32): i32;
// @ts-ignore: decorator
@external("mocked_host", "set_port_free")
export declare function setPortFree(free: i32): void;
// @ts-ignore: decorator
@external("mocked_host", "set_port_idle")
export declare function setPortIdle(idle: i32): void;
// @ts-ignore: decorator
@external("mocked_host", "configured_count")
export declare function configuredCount(): i32;
// @ts-ignore: decorator
@external("mocked_host", "configured_baud")
export declare function configuredBaud(index: i32): i32;
// @ts-ignore: decorator
@external("mocked_host", "pulse_count")
export declare function pulseCount(): i32;
// @ts-ignore: decorator
@external("mocked_host", "pulse_sample")
export declare function pulseSample(index: i32): i64;
// @ts-ignore: decorator
@external("mocked_host", "pulse_fraction")
export declare function pulseFraction(index: i32): i32;
// @ts-ignore: decorator
@external("mocked_host", "request_count")
export declare function requestCount(): i32;
// @ts-ignore: decorator
@external("mocked_host", "request_length")
export declare function requestLength(index: i32): i32;
// @ts-ignore: decorator
@external("mocked_host", "request_byte")
export declare function requestByte(index: i32, at: i32): i32;
// @ts-ignore: decorator
@external("mocked_host", "request_reply_length")
export declare function requestReplyLength(index: i32): i32;
// @ts-ignore: decorator
@external("mocked_host", "set_link_status")
export declare function setLinkStatus(status: i32): void;
/** As set last; -1: not yet. */
// @ts-ignore: decorator
@external("mocked_host", "alarm_output")
export declare function alarmOutput(): i32;

/** Bits of the household's relays that are closed; -1 before the core said so. */
// @ts-ignore: decorator
@external("mocked_host", "relay_outputs")
export declare function relayOutputs(): i32;
/** Operations of the load switch that were asked for. */
// @ts-ignore: decorator
@external("mocked_host", "switch_actions")
export declare function switchActions(): i32;
// @ts-ignore: decorator
@external("mocked_host", "lcd_byte")
export declare function lcdByte(row: i32, column: i32): i32;
// @ts-ignore: decorator
@external("mocked_host", "fram_read")
export declare function framRead(address: i32): i32;
// @ts-ignore: decorator
@external("mocked_host", "fram_write")
export declare function framWrite(address: i32, byte: i32): void;
/** Bytes that cores wrote to the FRAM since the reset. */
// @ts-ignore: decorator
@external("mocked_host", "fram_written")
export declare function framWritten(): i32;
/** The supply is gone after so many more bytes written to the FRAM; -1: it stays. */
// @ts-ignore: decorator
@external("mocked_host", "set_cut_after")
export declare function setCutAfter(bytes: i32): void;
/** The operation of the NOR under way ends: as it should, or with nothing done. Returns 1, or 0 where there is none. */
// @ts-ignore: decorator
@external("mocked_host", "nor_ends")
export declare function norEnds(whole: bool): i32;
// @ts-ignore: decorator
@external("mocked_host", "nor_byte")
export declare function norByte(address: i32): i32;
// @ts-ignore: decorator
@external("mocked_host", "nor_put")
export declare function norPut(address: i32, byte: i32): void;
// @ts-ignore: decorator
@external("mocked_host", "nor_erases")
export declare function norErases(): i32;
// @ts-ignore: decorator
@external("mocked_host", "set_nor_fails")
export declare function setNorFails(fails: bool): void;
/** The job under way ends: its number, 0 where there is none. */
// @ts-ignore: decorator
@external("mocked_host", "job_ends")
export declare function jobEnds(): i32;
/** A byte that the job begun last was given; -1 behind them. */
// @ts-ignore: decorator
@external("mocked_host", "job_byte")
export declare function jobByte(at: i32): i32;
/** Which module runs, by the byte its digest is made of, and which of the board's copies of it. */
// @ts-ignore: decorator
@external("mocked_host", "set_module")
export declare function setModule(byte: i32, copy: i32): void;
/** Whether the board has an identity: without one there is no key to make a MAC with. */
// @ts-ignore: decorator
@external("mocked_host", "set_has_keys")
export declare function setHasKeys(has: bool): void;
/** Bytes of every symmetric key: 32 are those of suite 2. */
// @ts-ignore: decorator
@external("mocked_host", "set_key_length")
export declare function setKeyLength(bytes: i32): void;
// @ts-ignore: decorator
@external("mocked_host", "clock_readings")
export declare function clockReadings(): i32;
/** What the RTC was last told to take, seconds since 1970; 0 when nothing since the last call. */
// @ts-ignore: decorator
@external("mocked_host", "clock_set_to")
export declare function clockSetTo(): i64;
// @ts-ignore: decorator
@external("mocked_host", "pulse_source_of")
export declare function pulseSourceOf(output: i32): i32;
/** Bytes kept for the module in the slot of a port; -1: none yet. */
// @ts-ignore: decorator
@external("mocked_host", "gasp_length")
export declare function gaspLength(port: i32): i32;
// @ts-ignore: decorator
@external("mocked_host", "gasp_byte")
export declare function gaspByte(port: i32, at: i32): i32;
// @ts-ignore: decorator
@external("mocked_host", "power_fails")
export declare function powerFails(): void;
// @ts-ignore: decorator
@external("mocked_host", "kept_address")
export declare function keptAddress(): i32;
// @ts-ignore: decorator
@external("mocked_host", "set_storage_fails")
export declare function setStorageFails(fails: bool): void;

export function textBetween(start: usize, end: usize): string {
  return String.UTF8.decodeUnsafe(start, end - start);
}
