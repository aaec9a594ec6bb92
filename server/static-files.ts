/** The desktop's files, as Vite built them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { PAGE_POLICY } from './barriers.ts';

/** Where the build puts them: `dist/desktop`, seen from `dist/server` and from the sources. */
export function desktopFolder(): string {
  const up = import.meta.url.endsWith('.ts') ? '../dist/desktop' : '../desktop';
  return fileURLToPath(new URL(up, import.meta.url));
}

const NOT_BUILT =
  '<!doctype html><html lang="en"><title>ccmm</title><p>The agents’ page is not built yet: run <code>npm run build</code>.';

export async function registerDesktop(app: FastifyInstance, folder: string): Promise<void> {
  if (!existsSync(join(folder, 'index.html'))) {
    app.get('/', { schema: { hide: true } }, async (_request, reply) =>
      reply.code(503).type('text/html; charset=utf-8').send(NOT_BUILT),
    );
    return;
  }
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    index: ['index.html'],
    setHeaders(response, path) {
      response.header('content-security-policy', PAGE_POLICY);
      // Vite's names change with their content.
      const named = /[\\/]assets[\\/]/.test(path);
      response.header('cache-control', named ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}
