import { userInfo } from 'node:os';

/** Who did something by command, or by starting the server: the machine's user, since it knows no person. */
export function operatorName(command?: string): string {
  return `${command === undefined ? 'the start of the server' : `the command ${command}`}, as ${userName()}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'somebody without a name'; // A container may know no name for its user.
  }
}
