import { z } from 'zod';

// The page runs under `script-src 'self'`: compiling schemas with `new Function` would be refused and reported.
z.config({ jitless: true });
