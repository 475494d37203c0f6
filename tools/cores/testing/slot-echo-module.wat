;; A management core that sets the uplink slot to BAUD and FORMAT, sends back what it hears there, and says on row 1 of the
;; display, by a letter from A (0) on, which of the slots has a module: bit 0 uplink, bit 1 downlink.
(module
  (import "host" "port_send" (func $port_send (param i32 i32 i32) (result i32)))
  (import "host" "port_configure" (func $port_configure (param i32 i32 i32) (result i32)))
  (import "host" "lcd_write" (func $lcd_write (param i32 i32 i32) (result i32)))
  (memory (export "memory") 3 3)
  (global $set (mut i32) (i32.const 0))
  (global $present (mut i32) (i32.const 0))

  (func (export "abi_version") (result i32) (i32.const 1))
  (func (export "port_buffer") (result i32) (i32.const 4096))
  (func (export "link_buffer") (result i32) (i32.const 4608))
  (func (export "start") (param $cause i32) (result i32) (global.set $set (i32.const 0)) (i32.const 0))

  (func (export "tick") (param $now i64) (result i32)
    (if (i32.eqz (global.get $set)) (then
      (global.set $set (i32.eqz (call $port_configure (i32.const 2) (i32.const BAUD) (i32.const FORMAT))))))
    (i32.const 0))

  (func (export "port_received") (param $port i32) (param $length i32) (result i32)
    (drop (call $port_send (local.get $port) (i32.const 4096) (local.get $length)))
    (i32.const 0))

  ;; CONTACT_UPLINK_MODULE is 2.
  (func (export "contact_changed") (param $contact i32) (param $closed i32) (result i32)
    (local $bit i32)
    (if (i32.lt_s (local.get $contact) (i32.const 2)) (then (return (i32.const 0))))
    (local.set $bit (i32.shl (i32.const 1) (i32.sub (local.get $contact) (i32.const 2))))
    (global.set $present (i32.and (global.get $present) (i32.xor (local.get $bit) (i32.const -1))))
    (if (local.get $closed) (then (global.set $present (i32.or (global.get $present) (local.get $bit)))))
    (i32.store8 (i32.const 0) (i32.add (i32.const 65) (global.get $present)))
    (drop (call $lcd_write (i32.const 1) (i32.const 0) (i32.const 1)))
    (i32.const 0))

  (func (export "link_replied") (param $length i32) (result i32) (i32.const 0))
  (func (export "button_changed") (param i32 i32) (result i32) (i32.const 0))
  (func (export "terminal_temperature_measured") (param i32 i32) (result i32) (i32.const 0))
  (func (export "nor_done") (param i32) (result i32) (i32.const 0))
  (func (export "power_changed") (param i32 i64) (result i32) (i32.const 0))
  (func (export "job_done") (param i32 i32) (result i32) (i32.const 0))
  (func (export "cover_latch_read") (param i32) (result i32) (i32.const 0))
  (func (export "load_switch_changed") (param i32 i32 i32) (result i32) (i32.const 0)))
