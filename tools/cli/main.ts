import {SerialPort} from 'serialport'; import koffi from 'koffi'; console.log(typeof SerialPort, koffi.version, koffi.load('libc.so.6').func('int getpid()')())
