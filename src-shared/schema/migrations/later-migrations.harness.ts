/*
 * Makes of the program that is started behind it a later one: with migrations beyond those that a device may be behind its server.
 * `node --import` this file, and then a server or a core from its source.
 */
import { addMigrations } from './added-migrations.harness.ts';

addMigrations(3);
