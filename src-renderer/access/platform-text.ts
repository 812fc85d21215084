const platforms: { readonly [name: string]: string } = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' };

/** Node's name of an operating system, as people call it. */
export function platformText(platform: string): string {
  return platforms[platform] ?? platform;
}
