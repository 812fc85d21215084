import { userInfo } from 'node:os';

/** Who did something by command: the machine's user, since it knows no person. */
export function operatorName(command: string): string {
  return `the command ${command}, as ${userName()}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'somebody without a name'; // A container may know no name for its user.
  }
}
