import type { ApiConfig, ApiConnection } from './dependencies.ts';
import { HttpProblem } from './problem-documents.ts';

/**
 * The connection that a path names. Says nothing of those that there are: whoever asks may be nobody we know.
 *
 * @throws HttpProblem 404 when the config has no such connection.
 */
export function findConnection({ connections }: ApiConfig, id: unknown): ApiConnection {
  const connection = connections.find((candidate) => candidate.id === id);
  if (connection) return connection;
  throw new HttpProblem('unknown-connection', 'The path must name the id of a connection in the config file.');
}
