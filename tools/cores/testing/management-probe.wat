;; A management core for tests of its host: reports what it is handed on port 0 and obeys commands received on port 1.
;; Command: u8 code, three i32 arguments a b c. The answer is one i32 on port 0.
(module
  (import "host" "panic" (func $panic (param i32 i32)))
  (import "host" "port_send" (func $port_send (param i32 i32 i32) (result i32)))
  (import "host" "port_configure" (func $port_configure (param i32 i32 i32) (result i32)))
  (import "host" "port_idle" (func $port_idle (param i32) (result i32)))
  (import "host" "link_request" (func $link_request (param i32 i32 i32) (result i32)))
  (import "host" "lcd_write" (func $lcd_write (param i32 i32 i32) (result i32)))
  (import "host" "storage_read" (func $storage_read (param i32 i32 i32) (result i32)))
  (import "host" "storage_write" (func $storage_write (param i32 i32 i32) (result i32)))
  (import "host" "nor_read" (func $nor_read (param i32 i32 i32) (result i32)))
  (import "host" "nor_program" (func $nor_program (param i32 i32 i32) (result i32)))
  (import "host" "nor_erase" (func $nor_erase (param i32 i32) (result i32)))
  (import "host" "load_switch" (func $load_switch (param i32) (result i32)))
  (import "host" "last_gasp" (func $last_gasp (param i32 i32 i32) (result i32)))
  (import "host" "alarm_output" (func $alarm_output (param i32)))
  (import "host" "software_id" (func $software_id (param i32) (result i32)))
  (memory (export "memory") 3 3)
  (data (i32.const 9000) "0123456789ABCDEFGHIJKLMNOP\07")

  (func (export "abi_version") (result i32) (i32.const 1))
  (func (export "port_buffer") (result i32) (i32.const 4096))
  (func (export "link_buffer") (result i32) (i32.const 4608))
  (func (export "start") (param $cause i32) (result i32) (i32.const 0))

  (func $report (param $length i32)
    (drop (call $port_send (i32.const 0) (i32.const 8192) (local.get $length))))

  ;; 'T', time.
  (func (export "tick") (param $now i64) (result i32)
    (i32.store8 (i32.const 8192) (i32.const 0x54))
    (i64.store (i32.const 8193) (local.get $now))
    (call $report (i32.const 9))
    (i32.const 0))

  ;; 'N' and the status in the upper half of one word.
  (func (export "nor_done") (param $status i32) (result i32)
    (i32.store (i32.const 8192) (i32.or (i32.shl (local.get $status) (i32.const 16)) (i32.const 0x4E)))
    (call $report (i32.const 4))
    (i32.const 0))

  (func (export "power_changed") (param $failing i32) (param $at i64) (result i32)
    (i32.store (i32.const 8192)
      (i32.or (i32.shl (local.get $failing) (i32.const 24)) (i32.wrap_i64 (local.get $at))))
    (call $report (i32.const 4))
    (i32.const 0))
  (func (export "job_done") (param $job i32) (param $length i32) (result i32) (i32.const 0))
  (func (export "button_changed") (param $button i32) (param $pressed i32) (result i32) (i32.const 0))

  (func (export "contact_changed") (param i32 i32) (result i32) (i32.const 0))
  (func (export "terminal_temperature_measured") (param i32 i32) (result i32) (i32.const 0))
  (func (export "cover_latch_read") (param i32) (result i32) (i32.const 0))

  ;; 'L', contact, voltage, outcome.
  (func (export "load_switch_changed") (param $closed i32) (param $voltage i32) (param $outcome i32) (result i32)
    (i32.store8 (i32.const 8192) (i32.const 0x4c))
    (i32.store8 (i32.const 8193) (local.get $closed))
    (i32.store8 (i32.const 8194) (local.get $voltage))
    (i32.store (i32.const 8195) (local.get $outcome))
    (call $report (i32.const 7))
    (i32.const 0))

  ;; 'R', length or status, first byte.
  (func (export "link_replied") (param $length i32) (result i32)
    (i32.store8 (i32.const 8192) (i32.const 0x52))
    (i32.store (i32.const 8193) (local.get $length))
    (i32.store8 (i32.const 8197) (i32.load8_u (i32.const 4608)))
    (call $report (i32.const 6))
    (i32.const 0))

  (func $obey (param $code i32) (param $a i32) (param $b i32) (param $c i32) (result i32)
    (block $gasp (block $alarm (block $switch (block $norErase (block $norProgram (block $norRead (block $write (block $read (block $panics (block $unreachable (block $identify (block $lcd (block $request (block $idle (block $configure
    (block $send (block $nothing
      (br_table $nothing $send $configure $idle $request $lcd $identify $unreachable $panics
        $read $write $norRead $norProgram $norErase $switch $alarm $gasp (local.get $code)))
      (return (i32.const 0)))
      (return (call $port_send (local.get $a) (local.get $b) (local.get $c))))
      (return (call $port_configure (local.get $a) (local.get $b) (local.get $c))))
      (return (call $port_idle (local.get $a))))
      (return (call $link_request (local.get $a) (local.get $b) (local.get $c))))
      (return (call $lcd_write (local.get $a) (local.get $b) (local.get $c))))
      (return (call $software_id (local.get $a))))
      (unreachable))
      (call $panic (local.get $a) (local.get $b)) (return (i32.const 0)))
      (return (call $storage_read (local.get $a) (local.get $b) (local.get $c))))
      (return (call $storage_write (local.get $a) (local.get $b) (local.get $c))))
      (return (call $nor_read (local.get $a) (local.get $b) (local.get $c))))
      (return (call $nor_program (local.get $a) (local.get $b) (local.get $c))))
      (return (call $nor_erase (local.get $a) (local.get $b))))
      (return (call $load_switch (local.get $a))))
    (call $alarm_output (local.get $a)) (return (i32.const 0)))
    (call $last_gasp (local.get $a) (local.get $b) (local.get $c)))

  (func (export "port_received") (param $port i32) (param $length i32) (result i32)
    (i32.store (i32.const 8192)
      (call $obey (i32.load8_u (i32.const 4096)) (i32.load (i32.const 4097)) (i32.load (i32.const 4101))
        (i32.load (i32.const 4105))))
    (call $report (i32.const 4))
    (i32.const 0)))
