import { z } from 'zod';

/** A text in both languages, in answers. */
export const textSchema = z.object({ 'zh-CN': z.string(), en: z.string() });
