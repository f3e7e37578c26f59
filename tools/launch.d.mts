export function missingPackages(
  root: string,
  options: { readonly development: boolean; readonly platform?: string; readonly arch?: string },
): string[];

export function launch(file: string, args?: readonly string[]): void;
