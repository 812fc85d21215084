/*
 * `npm run server`: starts the server, or carries out one of its commands.
 */
import { runServer } from './run-server.ts';

process.exitCode = await runServer(process.argv.slice(2));
