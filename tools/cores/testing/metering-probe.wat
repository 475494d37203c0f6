;; A metering core for tests of its host: reports what it is handed on port 0 and obeys commands received on port 1.
;; Command: u8 code, three i32 arguments a b c. The answer is one i32 on port 0.
(module
  (import "host" "panic" (func $panic (param i32 i32)))
  (import "host" "port_send" (func $port_send (param i32 i32 i32) (result i32)))
  (import "host" "pulse" (func $pulse (param i32 i64 i32)))
  (import "host" "storage_read" (func $storage_read (param i32 i32 i32) (result i32)))
  (import "host" "storage_write" (func $storage_write (param i32 i32 i32) (result i32)))
  (import "host" "nor_read" (func $nor_read (param i32 i32 i32) (result i32)))
  (import "host" "nor_program" (func $nor_program (param i32 i32 i32) (result i32)))
  (import "host" "nor_erase" (func $nor_erase (param i32 i32) (result i32)))
  (import "host" "clock_read" (func $clock_read (result i32)))
  (import "host" "clock_set" (func $clock_set (param i64) (result i32)))
  (import "host" "pulse_source" (func $pulse_source (param i32 i32) (result i32)))
  (import "host" "power_prepare" (func $power_prepare (param i32 i32 i32) (result i32)))
  (import "host" "software_id" (func $software_id (param i32) (result i32)))
  (memory (export "memory") 2 2)
  (table 4 funcref)
  (elem (i32.const 0) $send_word)
  (type $nothing (func))
  (global $calls (mut i32) (i32.const 0))

  (func (export "abi_version") (result i32) (i32.const 1))
  (func (export "samples_buffer") (result i32) (i32.const 1024))
  (func (export "port_buffer") (result i32) (i32.const 4096))
  (func (export "link_buffer") (result i32) (i32.const 4608))

  (func $report (param $length i32)
    (drop (call $port_send (i32.const 0) (i32.const 8192) (local.get $length))))
  (func $send_word (param $word i32)
    (i32.store (i32.const 8192) (local.get $word))
    (call $report (i32.const 4)))

  ;; FRAM byte 512: 0x42 makes every start trap, 0x43 only the next one.
  (func (export "start") (param $cause i32) (result i32)
    (local $poison i32)
    (drop (call $storage_read (i32.const 512) (i32.const 8192) (i32.const 1)))
    (local.set $poison (i32.load8_u (i32.const 8192)))
    (i32.store8 (i32.const 8192) (i32.const 0))
    (if (i32.eq (local.get $poison) (i32.const 0x43))
      (then (drop (call $storage_write (i32.const 512) (i32.const 8192) (i32.const 1))) (unreachable)))
    (if (i32.eq (local.get $poison) (i32.const 0x42)) (then (unreachable)))
    (i32.const 0))

  (func (export "cover_latch_read") (param i32) (result i32) (i32.const 0))

  ;; 'S', first index, count, first and last word of the block.
  (func (export "samples") (param $first i64) (param $count i32) (result i32)
    (i32.store8 (i32.const 8192) (i32.const 0x53))
    (i64.store (i32.const 8193) (local.get $first))
    (i32.store (i32.const 8201) (local.get $count))
    (i32.store (i32.const 8205) (i32.load (i32.const 1024)))
    (i32.store (i32.const 8209)
      (i32.load (i32.add (i32.const 1020) (i32.mul (local.get $count) (i32.const 32)))))
    (call $report (i32.const 21))
    (i32.const 0))

  (func $without_stack (call $without_stack))
  (func $with_stack (param $n i64) (result i64)
    (i64.add (i64.const 1) (call $with_stack (i64.add (local.get $n) (i64.const 1)))))

  (func $obey (param $code i32) (param $a i32) (param $b i32) (param $c i32) (result i32)
    (if (i32.eq (local.get $code) (i32.const 42)) (then (return (call $clock_read))))
    (if (i32.eq (local.get $code) (i32.const 43)) (then (return (call $clock_set (i64.extend_i32_u (local.get $a))))))
    (if (i32.eq (local.get $code) (i32.const 44))
      (then (return (call $pulse_source (local.get $a) (local.get $b)))))
    (if (i32.eq (local.get $code) (i32.const 41))
      (then (return (call $power_prepare (local.get $a) (local.get $b) (local.get $c)))))
    (block $norErase (block $norProgram (block $norRead (block $hang (block $grow (block $null (block $deep (block $outside (block $divide (block $panics (block $recursion
    (block $unreachable (block $pulses (block $identify (block $write (block $read (block $send (block $count
      (br_table $count $send $read $write $identify $pulses $unreachable $recursion $panics $divide $outside
        $deep $null $grow $hang $norRead $norProgram $norErase (local.get $code)))
      (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
      (return (global.get $calls)))
      (return (call $port_send (local.get $a) (local.get $b) (local.get $c))))
      (return (call $storage_read (local.get $a) (local.get $b) (local.get $c))))
      (return (call $storage_write (local.get $a) (local.get $b) (local.get $c))))
      (return (call $software_id (local.get $a))))
      (call $pulse (local.get $a) (i64.extend_i32_u (local.get $b)) (local.get $c)) (return (i32.const 0)))
      (unreachable))
      (call $without_stack) (return (i32.const 0)))
      (call $panic (local.get $a) (local.get $b)) (return (i32.const 0)))
      (return (i32.div_s (local.get $a) (local.get $b))))
      (return (i32.load (local.get $a))))
      (return (i32.wrap_i64 (call $with_stack (i64.const 0)))))
      (call_indirect (type $nothing) (local.get $a)) (return (i32.const 0)))
      (return (memory.grow (local.get $a))))
    (loop $forever (br $forever)))
      (return (call $nor_read (local.get $a) (local.get $b) (local.get $c))))
      (return (call $nor_program (local.get $a) (local.get $b) (local.get $c))))
    (call $nor_erase (local.get $a) (local.get $b)))

  (func (export "port_received") (param $port i32) (param $length i32) (result i32)
    (if (i32.eqz (local.get $port))
      (then
        (drop (call $port_send (i32.const 0) (i32.const 4096) (local.get $length)))
        (return (i32.const 0))))
    (call $send_word
      (call $obey (i32.load8_u (i32.const 4096)) (i32.load (i32.const 4097)) (i32.load (i32.const 4101))
        (i32.load (i32.const 4105))))
    (i32.const 0))

  ;; These three send what they were given as one word.
  (func (export "switch_changed") (param $input i32) (param $closed i32) (param $index i64) (result i32)
    (call $send_word
      (i32.or (i32.shl (local.get $input) (i32.const 24))
        (i32.or (i32.shl (local.get $closed) (i32.const 16)) (i32.wrap_i64 (local.get $index)))))
    (i32.const 0))
  (func (export "second_elapsed") (param $index i64) (param $fraction i32) (result i32)
    (call $send_word (i32.add (i32.shl (i32.wrap_i64 (local.get $index)) (i32.const 16)) (local.get $fraction)))
    (i32.const 0))
  (func (export "job_done") (param $job i32) (param $length i32) (result i32) (i32.const 0))
  (func (export "temperature_measured") (param $temperature i32) (result i32)
    (call $send_word (local.get $temperature))
    (i32.const 0))

  ;; 'N' and the status in the upper half of one word.
  (func (export "nor_done") (param $status i32) (result i32)
    (call $send_word (i32.or (i32.shl (local.get $status) (i32.const 16)) (i32.const 0x4E)))
    (i32.const 0))

  ;; 'C', operation, status, time, stopped, temperature, sample.
  (func (export "clock_told") (param $operation i32) (param $status i32) (param $time i64) (param $stopped i32)
      (param $temperature i32) (param $index i64) (result i32)
    (i32.store8 (i32.const 8192) (i32.const 0x43))
    (i32.store8 (i32.const 8193) (local.get $operation))
    (i32.store (i32.const 8194) (local.get $status))
    (i64.store (i32.const 8198) (local.get $time))
    (i32.store (i32.const 8206) (local.get $stopped))
    (i32.store (i32.const 8210) (local.get $temperature))
    (i64.store (i32.const 8214) (local.get $index))
    (call $report (i32.const 30))
    (i32.const 0))

  ;; Sends the byte that is at FRAM 300 when it hears of it; 77 as sample makes it trap.
  (func (export "power_changed") (param $failing i32) (param $at i64) (result i32)
    (if (i64.eq (local.get $at) (i64.const 77)) (then (unreachable)))
    (drop (call $storage_read (i32.const 300) (i32.const 8200) (i32.const 1)))
    (call $send_word (i32.or (i32.shl (local.get $failing) (i32.const 8)) (i32.load8_u (i32.const 8200))))
    (i32.const 0))

  ;; Answers with the first byte one higher; 0xEE claims an impossible length, 0xDD gives no answer.
  (func (export "link_received") (param $length i32) (result i32)
    (if (i32.eq (i32.load8_u (i32.const 4608)) (i32.const 0xEE)) (then (return (i32.const 9999))))
    (if (i32.eq (i32.load8_u (i32.const 4608)) (i32.const 0xDD)) (then (return (i32.const 0))))
    (i32.store8 (i32.const 4608) (i32.add (i32.load8_u (i32.const 4608)) (i32.const 1)))
    (local.get $length)))
