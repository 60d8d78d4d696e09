import { type Route, route } from '#kernel/http/route.ts';
import { recogniseCustomer } from './schema.ts';
import type { createRecognition } from './service.ts';

/** Recognition over HTTP. */
export function recognitionRoutes(recognition: ReturnType<typeof createRecognition>): Route[] {
  return [route(recogniseCustomer, ({ context, body }) => recognition.recognise(context, body))];
}
