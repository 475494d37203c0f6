;; A hostile management core: as often as its host lets it, it asks on the link for one thing after the other, and takes no reply.
(module
  (import "host" "link_request" (func $link_request (param i32 i32 i32) (result i32)))
  (memory (export "memory") 3 3)
  ;; Lengths of the frames, u16 each; then the frames, each in a place of 256 bytes.
  (data (i32.const 0) "LENGTHS")
  (data (i32.const 8192) "FRAMES")
  (global $next (mut i32) (i32.const 0))

  (func (export "abi_version") (result i32) (i32.const 1))
  (func (export "port_buffer") (result i32) (i32.const 4096))
  (func (export "link_buffer") (result i32) (i32.const 4608))
  (func (export "start") (param $cause i32) (result i32) (i32.const 0))

  (func $ask (result i32)
    (local $n i32)
    (if (i32.eqz (i32.const COUNT)) (then (return (i32.const 0))))
    (local.set $n (global.get $next))
    (if (i32.lt_s
          (call $link_request
            (i32.add (i32.const 8192) (i32.shl (local.get $n) (i32.const 8)))
            (i32.load16_u (i32.shl (local.get $n) (i32.const 1)))
            (i32.const 64))
          (i32.const 0))
      (then (return (i32.const 0))))
    (local.set $n (i32.add (local.get $n) (i32.const 1)))
    (if (i32.ge_s (local.get $n) (i32.const COUNT)) (then (local.set $n (i32.const 0))))
    (global.set $next (local.get $n))
    (i32.const 0))

  (func (export "tick") (param $now i64) (result i32) (call $ask))
  (func (export "link_replied") (param $length i32) (result i32) (call $ask))
  (func (export "nor_done") (param $status i32) (result i32) (i32.const 0))
  (func (export "power_changed") (param $failing i32) (param $at i64) (result i32) (i32.const 0))
  (func (export "job_done") (param $job i32) (param $length i32) (result i32) (i32.const 0))
  (func (export "button_changed") (param $button i32) (param $pressed i32) (result i32) (i32.const 0))
  (func (export "contact_changed") (param i32 i32) (result i32) (i32.const 0))
  (func (export "terminal_temperature_measured") (param i32 i32) (result i32) (i32.const 0))
  (func (export "cover_latch_read") (param i32) (result i32) (i32.const 0))
  (func (export "load_switch_changed") (param i32 i32 i32) (result i32) (i32.const 0))
  (func (export "port_received") (param $port i32) (param $length i32) (result i32) (i32.const 0)))
