import { readFile } from 'node:fs/promises';
import type { Finding, SourceSpan } from '../../diagnostics/finding';
import { NetpactError } from '../../diagnostics/netpact-error';
import { unreadable } from '../../k8s/load/files/read-file';
import { Source } from '../../k8s/load/files/source';
import { ManifestOrigin } from '../../k8s/load/manifest-origin';
import { readYaml } from '../../k8s/load/yaml/yaml-reader';
import { isMap, type ManifestMap } from '../../k8s/manifest-value';

/** A file of settings, YAML or JSON, whose mistakes are collected with their places. */
export class SettingsFile {
  readonly findings: Finding[] = [];
  private readonly origin: ManifestOrigin;

  constructor(
    source: Source,
    /** What the file says; an empty file is an empty mapping. */
    readonly value: unknown,
    private readonly code: string,
  ) {
    this.origin = new ManifestOrigin({ source, start: 0, end: source.text.length, format: 'yaml' });
  }

  /** Where a field stands, by its path. */
  span(field: string, part: 'whole' | 'key' = 'whole'): SourceSpan {
    return this.origin.span(field, part);
  }

  refuse(field: string, message: string, help: string, part: 'whole' | 'key' = 'whole'): void {
    const at = () => this.span(field, part);
    this.findings.push({ code: this.code, severity: 'error', message, at, help: [help] });
  }

  /** A mapping; anything else is refused and counts as an empty one. */
  map(value: unknown, field: string, title: string): ManifestMap {
    if (value === undefined || value === null) return {};
    if (isMap(value)) return value;
    this.refuse(field, `${title} is no mapping`, 'write key: value');
    return {};
  }

  /** Throws a NetpactError where something was refused. */
  check(): void {
    if (this.findings.length > 0) throw new NetpactError(this.findings);
  }
}

/** Reads a file of settings; throws a NetpactError where it cannot be read. `code` is that of its mistakes. */
export async function readSettings(file: string, code: string): Promise<SettingsFile> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new NetpactError([unreadable(file, error)]);
  });
  const source = new Source(file.replaceAll('\\', '/'), text);
  const outcome = readYaml(text, (offset) => () => source.span(offset));
  if ('problem' in outcome) throw new NetpactError([outcome.problem]);
  return new SettingsFile(source, outcome.value ?? {}, code);
}
