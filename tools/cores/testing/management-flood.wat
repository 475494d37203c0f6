;; A hostile management core: as often as its host lets it, it asks on the link for the registers, and takes no reply.
(module
  (import "host" "link_request" (func $link_request (param i32 i32 i32) (result i32)))
  (memory (export "memory") 3 3)
  ;; read_registers, scope 0, moment 1 (open): the dearest answer the metering core has.
  (data (i32.const 0) "FRAME")

  (func (export "abi_version") (result i32) (i32.const 1))
  (func (export "port_buffer") (result i32) (i32.const 4096))
  (func (export "link_buffer") (result i32) (i32.const 4608))
  (func (export "start") (param $cause i32) (result i32) (i32.const 0))

  (func $flood (result i32)
    (drop (call $link_request (i32.const 0) (i32.const 12) (i32.const 0)))
    (i32.const 0))

  (func (export "tick") (param $now i64) (result i32) (call $flood))
  (func (export "nor_done") (param $status i32) (result i32) (i32.const 0))
  (func (export "power_changed") (param $failing i32) (param $at i64) (result i32) (i32.const 0))
  (func (export "job_done") (param $job i32) (param $length i32) (result i32) (i32.const 0))
  (func (export "button_changed") (param $button i32) (param $pressed i32) (result i32) (i32.const 0))

  (func (export "contact_changed") (param i32 i32) (result i32) (i32.const 0))
  (func (export "terminal_temperature_measured") (param i32 i32) (result i32) (i32.const 0))
  (func (export "cover_latch_read") (param i32) (result i32) (i32.const 0))
  (func (export "load_switch_changed") (param i32 i32 i32) (result i32) (i32.const 0))

  (func (export "link_replied") (param $length i32) (result i32) (call $flood))
  (func (export "port_received") (param $port i32) (param $length i32) (result i32) (i32.const 0)))
