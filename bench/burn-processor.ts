/* Takes as much of a processor as attack-server.ts may, at the same priority, and asks nobody anything; until it is ended. */
import { constants, setPriority } from 'node:os';

setPriority(constants.priority.PRIORITY_LOW);
process.once('SIGTERM', () => process.exit(0));
process.stdout.write('burns\n');
burn();

function burn(): void {
  const untilMs = performance.now() + 50;
  while (performance.now() < untilMs);
  setImmediate(burn);
}
