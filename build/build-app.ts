// `npm run build`: the program as it is shipped, in out/.
import { buildApp } from './app-build.ts';

if (!buildApp()) {
  console.error('The build failed; the reason is above.');
  process.exitCode = 1;
}
