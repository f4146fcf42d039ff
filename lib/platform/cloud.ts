import { cidr } from '../dsl/external';

/**
 * The metadata service of AWS, Azure and Google Cloud, which hands out credentials: `never(web).to(cloudMetadata)`.
 * Sources: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html (both families),
 * https://learn.microsoft.com/azure/virtual-machines/instance-metadata-service, https://cloud.google.com/compute/docs/metadata/overview
 */
export const cloudMetadata = cidr('cloud-metadata', ['169.254.169.254/32', 'fd00:ec2::254/128']);

/**
 * The address by which Azure's platform reaches and serves virtual machines.
 * Source: https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
 */
export const azurePlatform = cidr('azure-platform', ['168.63.129.16/32']);

/**
 * Amazon's time servers; NTP is UDP 123: `flow(all).to(amazonTimeSync).port(udp(123))`.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configure-ec2-ntp.html
 */
export const amazonTimeSync = cidr('amazon-time-sync', ['169.254.169.123/32', 'fd00:ec2::123/128']);
