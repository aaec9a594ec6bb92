export interface SystemPackage {
  readonly package: string;
  readonly need: string;
  readonly present: () => boolean;
}
export const SYSTEM_PACKAGES: readonly SystemPackage[];
export function program(name: string): string | undefined;
export function chromiumProgram(): string | undefined;
export function distributionPostgres(): { readonly version: string; readonly bin: string } | undefined;
export function missingPackages(): readonly SystemPackage[];
export function installMissing(say: (line: string) => void): string | undefined;
