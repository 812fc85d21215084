/*
 * Makes of the program that is started behind it the next one, with one migration more: it and this one work beside each other.
 * `node --import` this file, and then a server or a core from its source.
 */
import { addMigrations } from './added-migrations.harness.ts';

addMigrations(1);
