/* A real mail server in this process, on a free port of 127.0.0.1, that keeps what it is given. */
import { simpleParser } from 'mailparser';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export type ReceivedMail = {
  readonly from: string;
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly text: string;
};

export type TestMailServer = {
  readonly url: string;
  readonly from: string;
  readonly received: readonly ReceivedMail[];
  /** Refuses every mail until it is called with false. */
  readonly refuse: (isRefusing: boolean) => void;
  /** Resolves when so many have come in all. */
  readonly waitFor: (count: number) => Promise<void>;
  readonly close: () => Promise<void>;
};

export async function startTestMailServer(): Promise<TestMailServer> {
  const received: ReceivedMail[] = [];
  const waiters: (() => void)[] = [];
  let isRefusing = false;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_address, _session, callback) => {
      callback(isRefusing ? Object.assign(new Error('try again later'), { responseCode: 451 }) : null);
    },
    onData: (stream, session, callback) => {
      void simpleParser(stream).then(
        (mail) => {
          const { from, subject = '', text = '' } = mail;
          const recipients = session.envelope.rcptTo.map(({ address }) => address);
          received.push({ from: from?.text ?? '', recipients, subject, text });
          for (const wake of waiters.splice(0)) wake();
          return callback(); // oxlint-disable-line no-callback-in-promise -- The mail server's way of being told.
        },
        (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))), // oxlint-disable-line no-callback-in-promise -- The same.
      );
    },
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo; // It listens on a port.
  return {
    url: `smtp://127.0.0.1:${String(port)}`,
    from: 'Triptych <triptych@example.org>',
    received,
    refuse: (next) => void (isRefusing = next),
    waitFor: async (count) => {
      while (received.length < count) {
        // oxlint-disable-next-line no-await-in-loop -- Woken by each mail.
        await new Promise<void>((resolve) => void waiters.push(resolve));
      }
    },
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
