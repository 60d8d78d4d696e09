import { type Route, route } from '#kernel/http/route.ts';
import { explainRuleFor, previewSegment } from './schema.ts';
import type { Preview } from './service.ts';

export function previewRoutes(preview: Preview): readonly Route[] {
  return [
    route(previewSegment, ({ context, body }) => preview.preview(context, body)),
    route(explainRuleFor, ({ context, body }) => preview.explain(context, body)),
  ];
}
