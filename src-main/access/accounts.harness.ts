// The account that tests of accounts sign in to, as a server tells it; its id follows from it (`accountIdOf`).
import type { ServerAccount } from '#shared/access/account-api.ts';

export const adaAtAcme: Omit<ServerAccount, 'id'> = {
  serverAddress: 'https://triptych.acme.example',
  tenantId: '0193b8c0-0000-7000-8000-00000000000a',
  tenantName: 'Acme',
  userId: '0193b8c0-0000-7000-8000-0000000000a1',
  userName: 'Ada Lovelace',
  email: 'ada@acme.example',
};
