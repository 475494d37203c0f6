// A process of the accuracy figures: measures the units it is sent, one after the other.
import { unitRows, type UnitTask } from './accuracy-units.ts';

// Ctrl-C goes to the whole group of processes; the program itself decides what it ends.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());
process.on('message', (task: UnitTask) => {
  const before = process.cpuUsage();
  void unitRows(task).then((rows) => {
    const { user, system } = process.cpuUsage(before);
    process.send!({ task, rows: rows.all, cpu_s: (user + system) / 1e6 });
  });
});
