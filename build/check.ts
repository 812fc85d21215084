// `npm run check`: the quick gate before a commit. Needs nothing but the installed packages.
import { checkAll } from './check-all.ts';
import { formatCounts, formatFailures } from './test-counts.ts';

const startedAt = performance.now();
const counts = await checkAll();
console.log(`Took ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
if (counts.failures.length > 0) console.log(formatFailures(counts.failures));
console.log(formatCounts(counts));
process.exitCode = counts.failed === 0 ? 0 : 1;
