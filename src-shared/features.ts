/*
 * The register: every entity and every api. A newcomer is one line in each list; types, tables, handlers and clients follow.
 */
import type { ContractRouterClient, InferContractRouterOutputs } from '@orpc/contract';
import type { z } from 'zod';

import { connectionApi } from './access/connection-api.ts';
import type { connectionFailureSchema } from './access/connection-api.ts';
import { accountApi } from './access/account-api.ts';
import type { accountFailureSchema } from './access/account-api.ts';
import { appApi } from './app-api.ts';
import { blobApi } from './blobs/blob-api.ts';
import { blobReadEntity } from './blobs/blob-entities.ts';
import { bringOverApi } from './bring-over/bring-over-api.ts';
import type { bringOverFailureSchema } from './bring-over/bring-over-api.ts';
import { undoApi } from './records/undo-api.ts';
import type { undoFailureSchema } from './records/undo-api.ts';
import { attachmentApi } from './attachments/attachment-api.ts';
import type { attachmentFailureSchema } from './attachments/attachment-api.ts';
import { attachmentEntity } from './attachments/attachment-entities.ts';
import { functionEntity, functionVersionEntity, runEntity } from './functions/function-entities.ts';
import { sharedResultEntity } from './functions/shared-result-entities.ts';
import { fileApi, functionApi, runApi, runtimeApi } from './functions/function-api.ts';
import type {
  draftFailureSchema,
  functionFailureSchema,
  runFailureSchema,
  shareFailureSchema,
} from './functions/function-api.ts';
import { modelEntities } from './matrix/model-entities.ts';
import { exportJobEntity, projectEntity, projectMembershipEntity } from './matrix/project-entities.ts';
import { mailEntity } from './mail/mail-entities.ts';
import { exchangeApi } from './matrix/exchange/exchange-api.ts';
import type { exchangeFailureSchema } from './matrix/exchange/exchange-api.ts';
import { presenceApi } from './presence/presence-api.ts';
import { changeApi } from './matrix/changes/change-api.ts';
import type { changeFailureSchema } from './matrix/changes/change-api.ts';
import { projectApi } from './matrix/project-api.ts';
import type { projectFailureSchema } from './matrix/project-api.ts';
import { sourceTextApi } from './matrix/foraging/source-text-api.ts';
import type { sourceTextFailureSchema } from './matrix/foraging/source-text-api.ts';
import { recordApi } from './records/record-api.ts';
import type { CommonFailure } from './rpc/contract.ts';
import type { CallFailure } from './calls/call-failure.ts';
import {
  apiTokenEntity,
  deviceEntity,
  idempotencyKeyEntity,
  identityEntity,
  invitationEntity,
  passwordResetEntity,
  sessionEntity,
} from './access/access-entities.ts';
import { halfSignInEntity, secondFactorEntity } from './access/factor-entities.ts';
import { auditDigestEntity, auditEventEntity, auditLinkEntity } from './audit/audit-entities.ts';
import {
  roleEntity,
  tenantConfigEntity,
  tenantEntity,
  userDataEntity,
  userEntity,
  userPreferenceEntity,
  userRoleEntity,
} from './tenancy/tenancy-entities.ts';
import { secretApi } from './secrets/secret-api.ts';
import type { secretFailureSchema } from './secrets/secret-api.ts';
import { forwardedApi } from './server-api.ts';
import type { ServerApiFailure } from './server-api.ts';
import { syncApi } from './sync/sync-api.ts';
import { workspaceApi } from './workspaces/workspace-api.ts';
import type { workspaceFailureSchema } from './workspaces/workspace-api.ts';
import { workspaceEntity, workspaceMemberEntity } from './workspaces/workspace-entities.ts';

export const entities = [
  tenantEntity,
  userEntity,
  userPreferenceEntity,
  userDataEntity,
  tenantConfigEntity,
  roleEntity,
  userRoleEntity,
  identityEntity,
  deviceEntity,
  sessionEntity,
  invitationEntity,
  passwordResetEntity,
  secondFactorEntity,
  halfSignInEntity,
  apiTokenEntity,
  idempotencyKeyEntity,
  mailEntity,
  auditEventEntity,
  auditLinkEntity,
  auditDigestEntity,
  workspaceEntity,
  workspaceMemberEntity,
  functionEntity,
  functionVersionEntity,
  runEntity,
  sharedResultEntity,
  attachmentEntity,
  blobReadEntity,
  projectEntity,
  projectMembershipEntity,
  ...modelEntities,
  exportJobEntity,
] as const;

export const api = {
  app: appApi,
  accounts: accountApi,
  secrets: secretApi,
  connections: connectionApi,
  server: forwardedApi,
  records: recordApi,
  undo: undoApi,
  workspaces: workspaceApi,
  functions: functionApi,
  runs: runApi,
  runtimes: runtimeApi,
  files: fileApi,
  attachments: attachmentApi,
  projects: projectApi,
  exchange: exchangeApi,
  changes: changeApi,
  sourceTexts: sourceTextApi,
  presence: presenceApi,
  sync: syncApi,
  blobs: blobApi,
  bringOver: bringOverApi,
};

export type Api = typeof api;
export type ApiClient = ContractRouterClient<Api>;
export type ApiOutputs = InferContractRouterOutputs<Api>;

/** Every failure that can reach a person; what failure-texts.ts puts together has a sentence for each kind, or does not compile. */
export type Failure =
  | CommonFailure
  | CallFailure
  | ServerApiFailure
  | z.infer<typeof connectionFailureSchema>
  | z.infer<typeof undoFailureSchema>
  | z.infer<typeof functionFailureSchema>
  | z.infer<typeof draftFailureSchema>
  | z.infer<typeof runFailureSchema>
  | z.infer<typeof attachmentFailureSchema>
  | z.infer<typeof shareFailureSchema>
  | z.infer<typeof workspaceFailureSchema>
  | z.infer<typeof projectFailureSchema>
  | z.infer<typeof exchangeFailureSchema>
  | z.infer<typeof changeFailureSchema>
  | z.infer<typeof sourceTextFailureSchema>
  | z.infer<typeof accountFailureSchema>
  | z.infer<typeof bringOverFailureSchema>
  | z.infer<typeof secretFailureSchema>;
