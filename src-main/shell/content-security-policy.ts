/** What the page may do, in both shells: run and load what came with the program, and talk to the core that served it. */
const directives: { readonly [directive: string]: readonly string[] } = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  // Mantine and CodeMirror write <style> elements at run time; styles cannot run code.
  'style-src': ["'self'", "'unsafe-inline'"],
  // Plots and figures of runs are shown as data: and blob: images, where scripts in an SVG stay dead.
  'img-src': ["'self'", 'data:', 'blob:'],
  'font-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'worker-src': ["'self'"],
  'frame-ancestors': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
};

export const contentSecurityPolicy = Object.entries(directives)
  .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
  .join('; ');

/** The headers of every file of the page. `same-origin` twice: no other page may embed, open or read this one. */
export const securityHeaders: { readonly [header: string]: string } = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
