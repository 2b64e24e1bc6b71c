import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly restart: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

const { services, volumes } = parse(read('docker-compose.yml'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
};
const all = Object.entries(services);

describe('docker-compose.yml', () => {
  it('has all that production needs', () => {
    expect(Object.keys(services).toSorted()).toEqual(['api', 'postgres', 'temporal', 'temporal-ui', 'worker']);
    expect(services['worker']).toMatchObject({ build: '.', command: ['worker'] });
    expect(services['api']).toMatchObject({ build: '.', command: ['api'] });
  });

  it.each(all)('%s is pinned to one version and comes back after a crash', (_name, { image, restart }) => {
    expect(image).toMatch(/^[\w/-]+:\d+\.\d+(\.\d+)?(-[\w-]+)?$/);
    expect(restart).toBe('unless-stopped');
  });

  it('holds no secret: each is asked for by name, and a missing one is told', () => {
    const values = all.flatMap(([, { environment = {} }]) => Object.entries(environment));
    const secrets = values.filter(([name]) => /PASSWORD|PWD|SECRET|TOKEN|KEY|DATABASE_URL/.test(name));
    expect(secrets.map(([name]) => name)).toEqual(expect.arrayContaining(['POSTGRES_PASSWORD', 'POSTGRES_PWD']));
    for (const [, value] of secrets)
      expect(value).toMatch(/\$\{POSTGRES_PASSWORD:\?[^}]+\}(@postgres:5432\/shipledger)?$/);
  });

  it('starts a service only when those it needs are healthy', () => {
    const needed = all.flatMap(([, { depends_on = {} }]) => Object.entries(depends_on));
    expect(needed.length).toBeGreaterThan(0);
    for (const [name, { condition }] of needed) {
      expect(condition).toBe('service_healthy');
      expect(services[name]?.healthcheck?.test[0]).toBe('CMD');
    }
  });

  it('gives worker and API the config that SHIPLEDGER_CONFIG names, read-only', () => {
    for (const name of ['worker', 'api']) {
      const { environment, volumes: mounts } = services[name] ?? {};
      expect(mounts).toEqual([`./shipledger.yaml:${environment?.['SHIPLEDGER_CONFIG']}:ro`]);
    }
  });

  it('keeps the books in a volume', () => {
    const [volume] = services['postgres']?.volumes?.[0]?.split(':') ?? [];
    expect(Object.keys(volumes)).toContain(volume);
  });

  it('opens ports to this machine only', () => {
    const ports = all.flatMap(([, service]) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(0);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });
});

describe('Dockerfile', () => {
  const lines = read('Dockerfile').split('\n');

  it('runs as nobody special, on one pinned Node', () => {
    expect(lines.findLast((line) => line.startsWith('USER '))).toBe('USER node');
    const images = lines.filter((line) => line.startsWith('FROM ')).map((line) => line.split(' ')[1]);
    expect(new Set(images).size).toBe(1);
    expect(images[0]).toMatch(/^node:24\.\d+\.\d+-/);
  });

  it('gets no file that the build does not read, so no secret', () => {
    const [first, ...allowed] = read('.dockerignore')
      .split('\n')
      .filter((line) => line && !line.startsWith('#'));
    expect(first).toBe('*');
    expect(allowed).not.toContainEqual(expect.stringMatching(/env|yaml|git|data/));
  });
});
