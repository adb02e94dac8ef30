// How a test process talks to these servers: one JSON object per line, commands in on stdin, events out on stdout.
// When stdin closes the process ends, so no server outlives the test process that started it, however that one ends.
import { createInterface } from 'node:readline';

/** Prints one event. Never pass a token, code, verifier or password. */
export const say = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);

/** Runs `handle` for the JSON argument, if there is one, or else for each line of stdin; `say_when` is answered here. */
export function serve(handle) {
  const run = async (text) => {
    let command;
    try {
      command = JSON.parse(text);
      // After what had been answered by then: those events are written when the socket has taken the answer.
      if (command.say_when) return setImmediate(() => say({ event: 'now', id: command.say_when }));
      await handle(command);
    } catch (error) {
      say({ event: 'refused', id: command?.id, message: error.message });
    }
    return undefined;
  };
  const [argument] = process.argv.slice(2);
  if (argument) {
    run(argument);
  } else {
    createInterface({ input: process.stdin }).on('line', run).on('close', () => process.exit(0));
  }
}

/** Starts `server` on a loopback port; 0 takes a free one. Resolves to the port. */
export const listen = (server, port = 0) => new Promise((resolve, reject) => {
  server.once('error', (error) => reject(
    error.code === 'EADDRINUSE' ? new Error(`port ${port} is already in use`) : error,
  ));
  server.listen(port, '127.0.0.1', () => resolve(server.address().port));
});

/** Stops a server, whatever is under way on it. */
export function shut(server) {
  server?.close();
  server?.closeAllConnections();
}
