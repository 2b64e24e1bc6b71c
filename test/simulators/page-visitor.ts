import { startPlayground, type Playground } from '../../simulators/page/playground.ts';

/** What came back from a click. */
export interface Answer {
  readonly status: number;
  readonly markup: string;
  /** What the page says of the click. */
  readonly said: string | undefined;
}

/** Somebody at the page, with a browser that can do no more than HTML. */
export interface Visitor {
  /** The page as it is now. */
  readonly look: () => Promise<string>;
  /** Presses a button that the page has, such as `Ship shipment 1001-1`, with these fields changed before. */
  readonly press: (button: string, fields?: Readonly<Record<string, string>>) => Promise<Answer>;
  /** The names of all buttons that the page has. */
  readonly buttons: () => Promise<readonly string[]>;
  /** Sends a form that the page does not have. */
  readonly send: (path: string, fields?: Readonly<Record<string, string>>) => Promise<Answer>;
}

/** A playground on free ports. Nobody listens to its webhooks. */
export const openPlayground = (): Promise<Playground> =>
  startPlayground({ ports: { page: 0, centra: 0, fortnox: 0 }, webhookUrl: 'http://127.0.0.1:9/nobody' });

export function visit(pageUrl: string): Visitor {
  const look = async () => (await fetch(pageUrl)).text();
  const send = async (path: string, fields: Readonly<Record<string, string>> = {}): Promise<Answer> => {
    const response = await fetch(`${pageUrl}${path}`, { method: 'POST', body: new URLSearchParams(fields) });
    const markup = await response.text();
    const notice = /<p class="notice [^>]*>(.*?)<\/p>/s.exec(markup)?.[1];
    return { status: response.status, markup, said: notice === undefined ? undefined : textOf(notice) };
  };
  return {
    look,
    send,
    buttons: async () => formsIn(await look()).map(({ button }) => button),
    press: async (button, fields = {}) => {
      const forms = formsIn(await look());
      const form = forms.find((candidate) => candidate.button === button);
      if (!form) throw new Error(`no button "${button}"; there are: ${forms.map((one) => one.button).join('; ')}`);
      return send(form.action, { ...form.fields, ...fields });
    },
  };
}

interface FormFound {
  readonly action: string;
  readonly button: string;
  /** As they are when nothing was changed. */
  readonly fields: Readonly<Record<string, string>>;
}

function formsIn(markup: string): FormFound[] {
  return [...markup.matchAll(/<form method="post" action="([^"]*)">(.*?)<\/form>/gs)].map(
    ([, action = '', content = '']) => ({
      action,
      button: textOf(/<button[^>]*>(.*?)<\/button>/s.exec(content)?.[1] ?? ''),
      fields: Object.fromEntries([...inputsIn(content), ...selectsIn(content)]),
    }),
  );
}

function inputsIn(content: string): [string, string][] {
  return [...content.matchAll(/<input[^>]*>/g)]
    .map(([input]) => input)
    .filter((input) => !input.includes('type="radio"') || /\bchecked\b/.test(input))
    .map((input) => [attribute(input, 'name'), attribute(input, 'value')]);
}

function selectsIn(content: string): [string, string][] {
  return [...content.matchAll(/<select name="([^"]*)">(.*?)<\/select>/gs)].map(([, name = '', options = '']) => [
    name,
    attribute(options, 'value'),
  ]);
}

const attribute = (markup: string, name: string): string => new RegExp(`${name}="([^"]*)"`).exec(markup)?.[1] ?? '';

/** What a reader sees of markup. */
export const textOf = (markup: string): string =>
  markup
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
