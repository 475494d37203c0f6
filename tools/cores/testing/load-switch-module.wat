;; A management core in the hands of two buttons: scroll opens the load switch, sealed closes it. Row 0 of the display shows
;; what was told of the switch (contact, voltage behind it, outcome), row 1 what the host answered last.
(module
  (import "host" "lcd_write" (func $lcd_write (param i32 i32 i32) (result i32)))
  (import "host" "load_switch" (func $load_switch (param i32) (result i32)))
  (memory (export "memory") 3 3)

  (func (export "abi_version") (result i32) (i32.const 1))
  (func (export "port_buffer") (result i32) (i32.const 4096))
  (func (export "link_buffer") (result i32) (i32.const 4608))
  (func (export "start") (param $cause i32) (result i32) (i32.const 0))
  (func (export "tick") (param $now i64) (result i32) (i32.const 0))
  (func (export "port_received") (param $port i32) (param $length i32) (result i32) (i32.const 0))
  (func (export "link_replied") (param $length i32) (result i32) (i32.const 0))
  (func (export "contact_changed") (param i32 i32) (result i32) (i32.const 0))
  (func (export "terminal_temperature_measured") (param i32 i32) (result i32) (i32.const 0))
  (func (export "nor_done") (param i32) (result i32) (i32.const 0))
  (func (export "power_changed") (param i32 i64) (result i32) (i32.const 0))
  (func (export "job_done") (param i32 i32) (result i32) (i32.const 0))
  (func (export "cover_latch_read") (param i32) (result i32) (i32.const 0))

  ;; A letter from A (OK) on for each Status.
  (func $letter (param $status i32) (result i32) (i32.sub (i32.const 65) (local.get $status)))

  (func (export "button_changed") (param $button i32) (param $pressed i32) (result i32)
    (if (local.get $pressed) (then
      (i32.store8 (i32.const 0) (call $letter (call $load_switch (local.get $button))))
      (drop (call $lcd_write (i32.const 1) (i32.const 0) (i32.const 1)))))
    (i32.const 0))

  (func (export "load_switch_changed") (param $closed i32) (param $voltage i32) (param $outcome i32) (result i32)
    (i32.store8 (i32.const 0) (i32.add (i32.const 48) (local.get $closed)))
    (i32.store8 (i32.const 1) (i32.add (i32.const 48) (local.get $voltage)))
    (i32.store8 (i32.const 2) (call $letter (local.get $outcome)))
    (drop (call $lcd_write (i32.const 0) (i32.const 0) (i32.const 3)))
    (i32.const 0)))
