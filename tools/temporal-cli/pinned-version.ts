/** The one version of the Temporal CLI that we develop and test with; it has server 1.29.1 and Web UI 2.42.1 inside. */
export const TEMPORAL_CLI_VERSION = '1.5.1';

/** Where Go finds the CLI's source. */
export const TEMPORAL_CLI_MODULE = 'github.com/temporalio/cli';
