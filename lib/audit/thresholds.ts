/** Numbers that decide whether a rule fires; all can be set in the configuration. */
export interface AuditThresholds {
  /** An IPv4 block with a shorter prefix is wide. */
  readonly wideIpv4Prefix: number;
  /** An IPv6 block with a shorter prefix is wide. */
  readonly wideIpv6Prefix: number;
  /** A rule for more ports than this is wide. */
  readonly widePortRange: number;
  /** Days before its end at which an exception is about to expire. */
  readonly expiringDays: number;
}

export const defaultThresholds: AuditThresholds = {
  wideIpv4Prefix: 16,
  wideIpv6Prefix: 32,
  widePortRange: 1000,
  expiringDays: 30,
};
