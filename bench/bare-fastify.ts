/* What an HTTP server can do at best here: Fastify that answers a constant, in a process of its own. */
import { fastify } from 'fastify';

const server = fastify();
const answer = { user: { name: 'Ada Lovelace' } };
server.get('/read', () => answer);
server.patch('/write', () => answer);
process.stdout.write(`listens on ${await server.listen({ host: '127.0.0.1', port: 0 })};\n`);
