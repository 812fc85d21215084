/*
 * What is typed of tenants and people, as a server takes it.
 */
import { z } from 'zod';

/** One address has one spelling: the case of letters does not tell two people apart. */
export const emailSchema = z.email().max(320).toLowerCase();
export const personNameSchema = z.string().trim().min(1).max(255);
export const namePartSchema = z.string().trim().min(2).max(100).nullable();
export const tenantNameSchema = z.string().trim().min(2).max(255);
export const slugSchema = z
  .string()
  .max(100)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);
