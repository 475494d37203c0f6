;; A metering core for tests of keys and jobs: calls the import it is told to, with what it is given.
;; Command on port 1: u8 code, three i32 a b c, data. Answer on port 0: the i32 result, then the data as they are then.
;; The end of a job on port 0: i32 -1, its number, its length or status, its bytes.
;; What else a core has to export is added where it is assembled: it answers 0.
(module
  (import "host" "port_send" (func $port_send (param i32 i32 i32) (result i32)))
  (import "host" "storage_read" (func $storage_read (param i32 i32 i32) (result i32)))
  (import "host" "storage_write" (func $storage_write (param i32 i32 i32) (result i32)))
  (import "host" "random" (func $random (param i32 i32) (result i32)))
  (import "host" "digest" (func $digest (param i32 i32 i32) (result i32)))
  (import "host" "key_mac" (func $mac (param i32 i32 i32) (result i32)))
  (import "host" "key_seal" (func $seal (param i32 i32 i32 i32 i32) (result i32)))
  (import "host" "key_open" (func $open (param i32 i32 i32 i32 i32) (result i32)))
  (import "host" "key_replace" (func $replace (param i32 i32 i32 i32) (result i32)))
  (import "host" "key_public" (func $public (param i32) (result i32)))
  (import "host" "job_start" (func $job (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 2 2)

  (func (export "abi_version") (result i32) (i32.const 1))
  (func (export "samples_buffer") (result i32) (i32.const 8192))
  (func (export "port_buffer") (result i32) (i32.const 4096))
  (func (export "link_buffer") (result i32) (i32.const 4608))
  (func (export "start") (param i32) (result i32) (i32.const 0))

  (func $obey (param $code i32) (param $a i32) (param $b i32) (param $c i32) (param $n i32) (result i32)
    (block $seal_at (block $job_at (block $write (block $read (block $start (block $identify (block $exchange
    (block $unseal (block $close (block $chain (block $hash (block $draw
      (br_table $draw $hash $chain $close $unseal $exchange $identify $start $read $write $job_at $seal_at
        (local.get $code)))
      (return (call $random (i32.const 4109) (local.get $n))))
      (return (call $digest (local.get $a) (i32.const 4109) (local.get $n))))
      (return (call $mac (local.get $a) (i32.const 4109) (local.get $n))))
      (return (call $seal (local.get $a) (local.get $b) (i32.const 4109) (local.get $n) (local.get $c))))
      (return (call $open (local.get $a) (local.get $b) (i32.const 4109) (local.get $n) (local.get $c))))
      (return (call $replace (local.get $a) (local.get $b) (i32.const 4109) (local.get $n))))
      (return (call $public (i32.const 4109))))
      (return (call $job (local.get $a) (local.get $b) (i32.const 4109) (local.get $n))))
      (return (call $storage_read (local.get $a) (i32.const 4109) (local.get $n))))
      (return (call $storage_write (local.get $a) (i32.const 4109) (local.get $n))))
      (return (call $job (local.get $a) (local.get $b) (local.get $c) (i32.const 32))))
    (call $seal (local.get $a) (local.get $b) (local.get $c) (i32.const 64) (i32.const 0)))

  (func (export "port_received") (param $port i32) (param $length i32) (result i32)
    (local $n i32)
    (local.set $n (i32.sub (local.get $length) (i32.const 13)))
    (i32.store (i32.const 4105)
      (call $obey (i32.load8_u (i32.const 4096)) (i32.load (i32.const 4097)) (i32.load (i32.const 4101))
        (i32.load (i32.const 4105)) (local.get $n)))
    (call $port_send (i32.const 0) (i32.const 4105) (i32.add (local.get $n) (i32.const 4))))

  (func (export "job_done") (param $job i32) (param $length i32) (result i32)
    (i32.store (i32.const 4084) (i32.const -1))
    (i32.store (i32.const 4088) (local.get $job))
    (i32.store (i32.const 4092) (local.get $length))
    (call $port_send (i32.const 0) (i32.const 4084)
      (i32.add (i32.const 12)
        (select (local.get $length) (i32.const 0) (i32.gt_s (local.get $length) (i32.const 0)))))))
