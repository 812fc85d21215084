/*
 * How PostgreSQL plans. It keeps plans, of statements under a name and of what functions ask, and makes them while most tables are
 * empty: then reading a table from one end to the other looks cheapest, and the plan stays long after it has become the slowest
 * (until an ANALYZE, which the embedded database never has by itself). Every statement of this program that is asked often has
 * its index, so going through a whole table is left for what has none. What that makes look dear is not compiled for it.
 */
export const planSettings = ['enable_seqscan=off', 'jit=off'] as const;
