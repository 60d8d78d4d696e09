import { type Access, createAccess, type PasswordCost } from '#access';
import { BEHAVIOUR_AUDIT_WORDS, BEHAVIOUR_PERMISSIONS, BEHAVIOUR_SETTINGS } from '#behaviour';
import { CARE_AUDIT_WORDS, CARE_PERMISSIONS, CARE_SETTINGS } from '#care';
import { CHANNELS_AUDIT_WORDS, CHANNELS_PERMISSIONS } from '#channels';
import { BRAND_NAME, COMMERCE_AUDIT_WORDS, COMMERCE_PERMISSIONS, CREDIT_SETTINGS, DEFAULT_CURRENCY } from '#commerce';
import { CONTACT_AUDIT_WORDS, CONTACT_PERMISSIONS, CONTACT_SETTINGS } from '#contact';
import {
  CITY_SETTINGS,
  CUSTOMERS_AUDIT_WORDS,
  CUSTOMERS_PERMISSIONS,
  DATA_QUALITY_SETTINGS,
  MATCH_SETTINGS,
  PRIVACY_SETTINGS,
  SHARED_PHONE_SETTINGS,
} from '#customers';
import { ENTRY_AUDIT_WORDS, ENTRY_PERMISSIONS, ENTRY_SETTINGS } from '#entry';
import { FUNNEL_SETTINGS, INSIGHT_PERMISSIONS, OPPORTUNITY_SETTINGS } from '#insight';
import { INTAKE_AUDIT_WORDS, INTAKE_PERMISSIONS, INTAKE_SETTINGS, OUTGOING_SETTINGS } from '#intake';
import { FEED_SETTINGS } from '#kernel/feed/feed.ts';
import { ALLOWED_INTERNAL_HOSTS } from '#kernel/http/outgoing-settings.ts';
import type { Kernel } from '#kernel/module.ts';
import { MARKETING_SETTINGS } from '#marketing';
import { DRAFT_SETTINGS, LIFECYCLE_SETTINGS, RFM_SETTINGS, SCORE_SETTINGS, SEGMENTS_PERMISSIONS } from '#segments';
import { WORK_AUDIT_WORDS, WORK_PERMISSIONS } from '#work';

export interface WiringOptions {
  /** Tests take less. */
  readonly passwordCost?: PasswordCost;
}

/** Who may, with the permissions and settings that the modules declare. */
export function accessOf(kernel: Kernel, options: WiringOptions): Access {
  return createAccess(kernel, {
    permissions: [
      ...INTAKE_PERMISSIONS,
      ...CUSTOMERS_PERMISSIONS,
      ...COMMERCE_PERMISSIONS,
      ...BEHAVIOUR_PERMISSIONS,
      ...SEGMENTS_PERMISSIONS,
      ...INSIGHT_PERMISSIONS,
      ...CHANNELS_PERMISSIONS,
      ...CONTACT_PERMISSIONS,
      ...ENTRY_PERMISSIONS,
      ...CARE_PERMISSIONS,
      ...WORK_PERMISSIONS,
    ],
    auditWords: [
      INTAKE_AUDIT_WORDS,
      CHANNELS_AUDIT_WORDS,
      WORK_AUDIT_WORDS,
      CUSTOMERS_AUDIT_WORDS,
      COMMERCE_AUDIT_WORDS,
      BEHAVIOUR_AUDIT_WORDS,
      CONTACT_AUDIT_WORDS,
      ENTRY_AUDIT_WORDS,
      CARE_AUDIT_WORDS,
    ],
    settings: [
      ...FEED_SETTINGS,
      ALLOWED_INTERNAL_HOSTS,
      ...INTAKE_SETTINGS,
      ...OUTGOING_SETTINGS,
      DEFAULT_CURRENCY,
      BRAND_NAME,
      ...CREDIT_SETTINGS,
      ...BEHAVIOUR_SETTINGS,
      ...RFM_SETTINGS,
      ...LIFECYCLE_SETTINGS,
      ...SCORE_SETTINGS,
      ...DRAFT_SETTINGS,
      ...CITY_SETTINGS,
      ...SHARED_PHONE_SETTINGS,
      ...PRIVACY_SETTINGS,
      ...MATCH_SETTINGS,
      ...DATA_QUALITY_SETTINGS,
      ...CONTACT_SETTINGS,
      ...ENTRY_SETTINGS,
      ...CARE_SETTINGS,
      ...MARKETING_SETTINGS,
      ...FUNNEL_SETTINGS,
      ...OPPORTUNITY_SETTINGS,
    ],
    ...options,
  });
}
