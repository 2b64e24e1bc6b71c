/** Centra's words are shown to people and kept in workflow history, so they must not grow without end. */
const LONGEST_WORDS = 300;

/** What Centra says in its errors or warnings, for a person to read; addresses in it are left out. */
export function wordsOf(messages: readonly { readonly message: string }[]): string {
  const words = messages.map(({ message }) => message.trim()).join(' ');
  return words.replaceAll(/\S+@\S+/g, '(address)').slice(0, LONGEST_WORDS);
}
